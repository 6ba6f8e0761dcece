# SPDX-License-Identifier: Apache-2.0
"""Which column of a platform's sheet says what.

What this module promises:

- it is data (`law.platforms`): shipped, or brought in by the bureau and checked with file and line.
"""

import io

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font

from liuhen.apps.cases.acts.opening import bureau_of
from liuhen.apps.cases.errors import BadFactError, NotAllowedError
from liuhen.apps.cases.models import PlatformSheet
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import act
from liuhen.law.errors import BadInput
from liuhen.law.platforms import Platform, read_platform, shipped_platforms

MOST_DESCRIPTION = 200_000


def platforms_of(viewer: Viewer) -> dict[str, Platform]:
    """Return the descriptions that the bureau may use: its own before the shipped ones."""
    own = {row.word: _read(row) for row in own_platforms(viewer)}
    return {**own, **{word: one for word, one in shipped_platforms().items() if word not in own}}


def own_platforms(viewer: Viewer) -> list[PlatformSheet]:
    """Return the descriptions that the bureau brought in."""
    rows = PlatformSheet.objects.seen_by(viewer).filter(ended_at=None)
    return list(rows.select_related("added_by").order_by("word"))


def _read(row: PlatformSheet) -> Platform:
    return read_platform(row.content, f"{row.word}.yaml")


def add_platform(*, by: Viewer, text: str, name: str) -> PlatformSheet:
    """Bring in a description; one of the same id before it counts no more.

    Raises:
        BadFactError: file, line, what was found, what is allowed.
        NotAllowedError: the viewer brings in no cases.
    """
    require_importer(by)
    if len(text) > MOST_DESCRIPTION:
        raise BadFactError(_("The description is too long."), "file")
    try:
        read = read_platform(text, name)
    except BadInput as error:
        raise BadFactError(str(error), "file") from None
    with act("cases.add_platform", by=by) as record:
        bureau = bureau_of(by)
        before = PlatformSheet.objects.within(bureau.pk).select_for_update()
        for row in before.filter(word=read.id, ended_at=None):
            record.update(row, ended_at=record.at)
        return record.create(
            PlatformSheet(
                bureau=bureau,
                word=read.id,
                title=read.title.zh[:200],
                content=text,
                added_at=record.at,
                added_by=by.person,
            )
        )


def end_platform(*, by: Viewer, word: str) -> None:
    """Use the bureau's own description of that id no more."""
    require_importer(by)
    with act("cases.end_platform", by=by) as record:
        rows = PlatformSheet.objects.within(bureau_of(by).pk).select_for_update()
        row = rows.filter(word=word, ended_at=None).first()
        if row is None:
            raise BadFactError(_("The bureau has no such description of its own."))
        record.update(row, ended_at=record.at)


def require_importer(by: Viewer) -> None:
    """Refuse whoever brings no cases in.

    Raises:
        NotAllowedError: no importer of a bureau.
    """
    if by.bureau is None or not by.may(Permission.CASE_IMPORT):
        raise NotAllowedError(_("Your role does not allow this."))


def sample_sheet(platform: Platform) -> bytes:
    """Return an XLSX file with the headings of the platform, to see what is read."""
    book = Workbook()
    page = book.worksheets[0]
    page.append(platform.heads)
    for cell in page[1]:
        cell.font = Font(bold=True)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
