# SPDX-License-Identifier: Apache-2.0
"""Numbers for people, for example 金海渔罚〔2026〕17号: unique in a bureau, never used twice."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import Case, Numbering
from liuhen.apps.people.models import Organisation
from liuhen.apps.trace.journal import Record

#: The character of each kind of act in a number.
KIND_CHARACTER = {
    "penalty": "罚",
    "coercion": "强",
    "inspection": "检",
    "licensing": "许",
    "levy": "征",
    "requisition": "用",
}


def number_text(bureau: Organisation, act: str, year: int, number: int) -> str:
    """Write a number.

    >>> number_text(Organisation(short_name="金海渔"), "penalty", 2026, 17)
    '金海渔罚〔2026〕17号'
    """
    return f"{bureau.short_name or bureau.name}{KIND_CHARACTER[act]}〔{year}〕{number}号"


def allot_number(bureau: Organisation, act: str, at: datetime, record: Record) -> str:
    """Take the next number of the year (in Beijing) of `at`; inside an act."""
    hold_numbers(bureau)
    year = timezone.localtime(at).year
    series = _series(bureau.pk, act, year)
    if series is None:
        series = record.create(Numbering(bureau=bureau, act=act, year=year, next=1))
    number = series.next
    while _taken(bureau, text := number_text(bureau, act, year, number)):
        number += 1  # an imported case brought this number along
    record.update(series, next=number + 1)
    return text


def is_of_series(number: str, short_name: str) -> bool:
    """Whether a number begins as the numbers of a bureau do.

    >>> is_of_series("金海渔罚〔2026〕17号", "金海渔"), is_of_series("金海渔罚〔2026〕17号", "金海")
    (True, False)
    """
    begins = tuple(f"{short_name}{character}" for character in KIND_CHARACTER.values())
    return bool(short_name) and number.startswith(begins)


def set_first_number(
    *, bureau: Organisation, act: str, year: int, first: int, record: Record
) -> None:
    """Let the series go on from `first`: for a bureau that begins in mid-year.

    Raises:
        BadFactError: the series has passed that number; no number is used twice.
    """
    hold_numbers(bureau)
    series = _series(bureau.pk, act, year)
    if first < 1 or (series is not None and first < series.next):
        least = 1 if series is None else series.next
        raise BadFactError(
            _("The first number must be at least %(least)d.") % {"least": least}, "first_number"
        )
    if series is None:
        record.create(Numbering(bureau=bureau, act=act, year=year, next=first))
    else:
        record.update(series, next=first)


def hold_numbers(bureau: Organisation) -> None:
    """Let nobody else take or look for a number of the bureau until the transaction ends."""
    Organisation.objects.select_for_update(no_key=True).get(pk=bureau.pk)


def _series(bureau: UUID, act: str, year: int) -> Numbering | None:
    rows = Numbering.objects.select_for_update()
    return rows.filter(bureau_id=bureau, act=act, year=year).first()


def _taken(bureau: Organisation, number: str) -> bool:
    return Case.objects.within(bureau.pk).filter(number=number).exists()
