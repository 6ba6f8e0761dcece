# SPDX-License-Identifier: Apache-2.0
"""Bringing in the rows of a platform's sheet.

What this module promises:

- before anything is written every row is shown: new, already there, or wrong, with row and column;
- a row becomes a whole case or nothing; a sheet may be brought in again, and what is there stays;
- such a case is marked "from outside", by the importer's role; none of it is an approval or a
  signature of this system.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from liuhen.apps.cases.acts.importing import import_case
from liuhen.apps.cases.acts.opening import bureau_of
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import Case, SecretShell
from liuhen.apps.cases.platform_sheets.descriptions import platforms_of, require_importer
from liuhen.apps.cases.platform_sheets.reading import Fault, Reader, SheetRow, people_by_name
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer
from liuhen.errors import UserError
from liuhen.law.platforms import Platform


@dataclass(slots=True)
class SheetPreview:
    """What a sheet would bring. `unread`: headings that no column of the description has."""

    platform: Platform
    rows: list[SheetRow]
    unread: list[str]

    @property
    def new(self) -> list[SheetRow]:
        """The rows that become cases."""
        return [one for one in self.rows if one.state == "new"]

    @property
    def there(self) -> list[SheetRow]:
        """The rows whose case is there already."""
        return [one for one in self.rows if one.state == "there"]

    @property
    def wrong(self) -> list[SheetRow]:
        """The rows with a fault; they are left out."""
        return [one for one in self.rows if one.state == "wrong"]


def preview_sheet(
    viewer: Viewer, cells: Sequence[Sequence[str]], platform: str = ""
) -> SheetPreview:
    """Say of each row what it would make; nothing is written.

    `platform`: the id of a description; without one that which knows most of the headings.

    Raises:
        BadFactError: no description fits, or a column that it needs is missing.
        NotAllowedError: the viewer brings in no cases.
    """
    require_importer(viewer)
    at, chosen = _chosen(platforms_of(viewer), cells, platform)
    heads = [cell.strip() for cell in cells[at]]
    reader = Reader(viewer, chosen, heads)
    rows = [
        reader.row(number, row)
        for number, row in enumerate(cells[at + 1 :], start=at + 2)
        if any(cell.strip() for cell in row)
    ]
    if not rows:
        raise BadFactError(_("The sheet holds no row below the headings."), "file")
    _mark_known(viewer, rows)
    unread = [head for head in heads if head and head not in reader.by_head]
    return SheetPreview(chosen, rows, unread)


def _chosen(
    known: Mapping[str, Platform], cells: Sequence[Sequence[str]], platform: str
) -> tuple[int, Platform]:
    """The row of the headings (a title may stand above it) and the description that fits best."""
    offered = [known[platform]] if platform in known else list(known.values())
    best: tuple[int, int, Platform] | None = None
    for at, row in enumerate(cells[:5]):
        heads = {cell.strip() for cell in row}
        for one in offered:
            hits = sum(bool(heads & set(column.heads)) for column in one.columns)
            if hits and (best is None or hits > best[0]):
                best = (hits, at, one)
    if best is None:
        raise BadFactError(
            _("No heading of this sheet is known. Bring in a description of your platform."), "file"
        )
    _hits, at, chosen = best
    heads = {cell.strip() for cell in cells[at]}
    missing = [
        one.heads[0]
        for one in chosen.columns
        if (one.required or one.to in ("number", "title")) and not heads & set(one.heads)
    ]
    if missing:
        raise BadFactError(
            _("The sheet lacks the columns %(names)s, which “%(platform)s” needs.")
            % {"names": "、".join(missing), "platform": chosen.title.zh},
            "file",
        )
    return at, chosen


def _mark_known(viewer: Viewer, rows: list[SheetRow]) -> None:
    """Say which numbers are there already, and which stand twice in the sheet."""
    bureau = bureau_of(viewer).pk
    numbers = [row.number for row in rows]
    cases = Case.objects.within(bureau).filter(number__in=numbers)
    there = set(cases.values_list("number", flat=True))
    shells = SecretShell.objects.within(bureau).filter(number__in=numbers)
    there |= set(shells.values_list("number", flat=True))
    seen: dict[str, int] = {}
    for row in rows:
        if not row.number:
            continue
        if row.number in there:
            row.state, row.faults = "there", []
        elif (first := seen.setdefault(row.number, row.row)) != row.row:
            sentence = _("The number stands in row %(row)d already.") % {"row": first}
            row.state = "wrong"
            row.faults.append(Fault(row.row, "", sentence))


@dataclass(frozen=True, slots=True)
class Brought:
    """What bringing in a sheet made, and what was refused meanwhile, with one sentence each."""

    made: list[Case]
    refused: list[tuple[SheetRow, str]]


def import_sheet(
    *,
    by: Viewer,
    section: Organisation,
    cells: Sequence[Sequence[str]],
    platform: str = "",
    name: str = "",
) -> Brought:
    """Make a case of every row that is new, each whole or not at all; the others are left alone.

    Raises:
        BadFactError: no row is new.
        NotAllowedError, and what `preview_sheet` raises.
    """
    found = preview_sheet(by, cells, platform)
    new = found.new
    if not new:
        raise BadFactError(_("No row of the sheet is new."), "file")
    people = people_by_name(by)
    made: list[Case] = []
    refused: list[tuple[SheetRow, str]] = []
    for row in new:
        if row.facts is None:
            continue
        handlers = [people[one] for one in row.handlers if one in people]
        try:
            case = import_case(
                by=by, section=section, facts=row.facts, handlers=dict.fromkeys(handlers),
                name=_("%(file)s, row %(row)d") % {"file": name or "XLSX", "row": row.row},
            )  # fmt: skip
        except UserError as error:
            refused.append((row, str(error)))
        else:
            made.append(case)
    return Brought(made, refused)
