# SPDX-License-Identifier: Apache-2.0
"""Numbers of papers: without holes that nobody explains, and none twice.

A number is taken when a paper is about to be issued and belongs to its draft from then on: what
fails between (the disk is full, the light goes out) leaves it reserved, and the next try uses it.
Who gives the draft up makes the number void and says why; it stays in the register for ever.
"""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import Draft, NumberState, Paper, PaperNumber, PaperSeries
from liuhen.apps.cases.numbering import hold_numbers
from liuhen.apps.people.models import Organisation
from liuhen.apps.rules.forms import series_of
from liuhen.apps.trace.journal import Record
from liuhen.law.pack_parts import Numbering


def number_text(pattern: str, bureau: Organisation, year: int, number: int) -> str:
    """Write a number as the pack's pattern says.

    >>> number_text("{short_name}〔{year}〕第{number}号", Organisation(short_name="金海"), 2026, 7)
    '金海〔2026〕第7号'
    """
    return (
        pattern.replace("{short_name}", bureau.short_name or bureau.name)
        .replace("{year}", str(year))
        .replace("{number}", str(number))
    )


def reserve(draft: Draft, series: str, record: Record) -> PaperNumber:
    """Take the next number of the series for the draft, or return the one that it has already.

    Inside an act. The year is that of the server's day in the bureau's zone; 0 for a series that
    does not begin anew each year.

    Raises:
        BadFactError: the bureau has no such series.
    """
    bureau = draft.bureau
    hold_numbers(bureau)
    rows = PaperNumber.objects.within(bureau.pk)
    if (found := reserved(draft)) is not None:
        return found
    day = timezone.localtime(record.at).date()
    known = _known(bureau, series, record.at)
    year = day.year if known.every == "year" else 0
    kept = _series(bureau, series, year, record)
    number = kept.next
    while rows.filter(text=(text := number_text(known.pattern, bureau, day.year, number))).exists():
        number += 1  # two series may have one pattern
    record.update(kept, next=number + 1)
    return record.create(
        PaperNumber(
            bureau=bureau,
            case=draft.case,
            series=series,
            year=year,
            number=number,
            text=text,
            state=NumberState.RESERVED,
            draft=draft,
            reserved_at=record.at,
        )
    )


def reserved(draft: Draft) -> PaperNumber | None:
    """Return the number that the draft has, if it has one."""
    rows = PaperNumber.objects.within(draft.bureau_id)
    return rows.filter(draft=draft, state=NumberState.RESERVED).first()


def use(number: PaperNumber, paper: Paper, record: Record) -> None:
    """Let the paper bear the number; inside the act that issues it."""
    record.update(number, state=NumberState.USED, paper=paper, ended_at=record.at)


def make_void(draft: Draft, reason: str, record: Record) -> PaperNumber | None:
    """Make the number void that is reserved for the draft, if there is one; inside an act.

    Raises:
        BadFactError: no reason is given.
    """
    if (found := reserved(draft)) is None:
        return None
    if not reason.strip():
        raise BadFactError(
            _("Number %(number)s becomes void with this draft: say why.") % {"number": found.text},
            "reason",
        )
    return record.update(
        found, state=NumberState.VOID, reason=reason.strip()[:300], ended_at=record.at
    )


def _known(bureau: Organisation, series: str, at: datetime) -> Numbering:
    known = series_of(bureau, timezone.localtime(at).date())
    if series not in known:
        raise BadFactError(
            _("The bureau has no series of numbers “%(series)s”; the pack names them.")
            % {"series": series}
        )
    return known[series]


def _series(bureau: Organisation, series: str, year: int, record: Record) -> PaperSeries:
    rows = PaperSeries.objects.select_for_update()
    found = rows.filter(bureau=bureau, series=series, year=year).first()
    return found or record.create(PaperSeries(bureau=bureau, series=series, year=year, next=1))
