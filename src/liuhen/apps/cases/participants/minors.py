# SPDX-License-Identifier: Apache-2.0
"""Minors: who was one at the time of the facts is known to few (未成年人保护法第一百零三条).

What this module promises:

- as soon as a day of birth is known by which somebody was a minor on the day of the act, name and
  addresses move into the confidential row, and the open one keeps a mask (李某某); titles, issued
  papers' particulars and documents of the case say the mask too. The PDFs stay as they were signed,
  and are opened by those who may see what is confidential;
- somebody who turns out to be of age is named in the open again.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct
from liuhen.apps.cases.models import Case, Document, Paper, Participant, ParticipantSecret
from liuhen.apps.cases.participants.ages import age_on, day_of_the_act, minority

#: What stands where an address is withheld.
WITHHELD = "•••"
#: Family names of two characters that are common enough to be met.
_TWO = frozenset(
    {
        *("欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "慕容"),
        *("司徒", "夏侯", "轩辕", "长孙", "宇文", "南宫", "端木", "申屠"),
    }
)
_SHORTEST = 2
_MOVED = ("address", "service_address", "service_email")


def is_minor(case: Case, born: date | None) -> bool:
    """Whether somebody born on that day was a minor on the day of the act."""
    return born is not None and bool(minority(case, age_on(born, day_of_the_act(case))))


def mask_of(name: str) -> str:
    """Return what stands in the open for the name of a minor.

    >>> mask_of("李小明"), mask_of("欧阳小明"), mask_of("Ann")
    ('李某某', '欧阳某某', '某某')
    """
    family = name[:2] if name[:2] in _TWO else name[:1]
    return f"{family}某某" if family >= "一" else "某某"


def masks_of(case: Case) -> dict[str, str]:
    """Return what the open rows of a case say in the place of its minors' names and addresses."""
    rows = ParticipantSecret.objects.within(case.bureau_id).filter(
        case=case, participant__hidden=True
    )
    found: dict[str, str] = {}
    for row in rows:
        found |= _masks(row)
    return found


def masked(value: Any, masks: Mapping[str, str]) -> Any:
    """Return a value of JSON in whose texts the masks stand."""
    if isinstance(value, str):
        for text in sorted(masks, key=len, reverse=True):
            value = value.replace(text, masks[text])
        return value
    if isinstance(value, dict):
        return {name: masked(one, masks) for name, one in value.items()}
    if isinstance(value, list):
        return [masked(one, masks) for one in value]
    return value


def keep_minors_close(doing: CaseAct) -> None:
    """Bring every participant of the case to what is known of the age; inside an act."""
    rows = ParticipantSecret.objects.within(doing.case.bureau_id).filter(
        case=doing.case, birth_date__isnull=False, participant__ended_at=None
    )
    rows = rows.exclude(participant__role=Participant.Role.COMPLAINANT)
    for secret in rows.select_related("participant"):
        young = is_minor(doing.case, secret.birth_date)
        if young and not secret.participant.hidden:
            _close(doing, secret.participant, secret)
        elif secret.participant.hidden and not young:
            _open(doing, secret.participant, secret)


def hide_in_case(doing: CaseAct) -> None:
    """Let the masks of a minor who was entered as one stand in what the case says already."""
    _mask_case(doing, masks_of(doing.case))


def _close(doing: CaseAct, row: Participant, secret: ParticipantSecret) -> None:
    doing.record.update(
        secret,
        name=checks.text(row.name, "name", 60),
        **{name: getattr(row, name) for name in _MOVED},
    )
    doing.record.update(row, hidden=True, name=mask_of(row.name), **dict.fromkeys(_MOVED, ""))
    if masks := _masks(secret):
        _mask_case(doing, masks)


def _open(doing: CaseAct, row: Participant, secret: ParticipantSecret) -> None:
    values = {name: getattr(secret, name) for name in ("name", *_MOVED)}
    doing.record.update(row, hidden=False, **values)
    doing.record.update(secret, **dict.fromkeys(values, ""))


def _masks(secret: ParticipantSecret) -> dict[str, str]:
    found = {secret.name: mask_of(secret.name)} if len(secret.name) >= _SHORTEST else {}
    where = (getattr(secret, name) for name in _MOVED)
    return found | {text: WITHHELD for text in where if len(text) >= _SHORTEST}


def _mask_case(doing: CaseAct, masks: Mapping[str, str]) -> None:
    """Take a name that becomes confidential out of what everybody reads who sees the case."""
    case, bureau = doing.case, doing.case.bureau_id
    words = {name: masked(getattr(case, name), masks) for name in ("title", "cause", "summary")}
    if said := {name: text for name, text in words.items() if text != getattr(case, name)}:
        doing.record.update(case, **said)
    for paper in Paper.objects.within(bureau).filter(case=case):
        new = {name: masked(getattr(paper, name), masks) for name in ("values", "known")}
        if (paper.values, paper.known) != (new["values"], new["known"]):
            doing.record.update(paper, **new)
    for document in Document.objects.within(bureau).filter(case=case):
        fields = masked(document.fields, masks)
        if fields != document.fields:
            doing.record.update(document, fields=fields)
