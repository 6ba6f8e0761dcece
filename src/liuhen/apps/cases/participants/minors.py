# SPDX-License-Identifier: Apache-2.0
"""Minors: who was one at the time of the facts is known to few (未成年人保护法第一百零三条).

What this module promises:

- as soon as a day of birth is known by which somebody was a minor on the day of the act, name and
  addresses move into the confidential row, and the open one keeps a mask (李某某, `masks`); titles,
  issued papers' particulars, activities and documents of the case with who signed them, and things
  in custody with their way, say the mask too, those that come later as well. The PDFs stay as they
  were signed, and are opened by those who may see what is confidential;
- somebody who turns out to be of age is named in the open again.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct
from liuhen.apps.cases.models import Case, Participant, ParticipantSecret
from liuhen.apps.cases.participants.ages import age_on, day_of_the_act, minority
from liuhen.apps.cases.participants.masks import MOVED, SAYING, mask_of, masked, masks_in, masks_of


def is_minor(case: Case, born: date | None) -> bool:
    """Whether somebody born on that day was a minor on the day of the act."""
    return born is not None and bool(minority(case, age_on(born, day_of_the_act(case))))


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
    """Let the masks of minors and informants stand in what the case says; inside an act."""
    _mask_case(doing, masks_of(doing.case))


def _close(doing: CaseAct, row: Participant, secret: ParticipantSecret) -> None:
    doing.record.update(
        secret,
        name=checks.text(row.name, "name", 60),
        **{name: getattr(row, name) for name in MOVED},
    )
    doing.record.update(row, hidden=True, name=mask_of(row.name), **dict.fromkeys(MOVED, ""))
    if masks := masks_in(secret):
        _mask_case(doing, masks)


def _open(doing: CaseAct, row: Participant, secret: ParticipantSecret) -> None:
    values = {name: getattr(secret, name) for name in ("name", *MOVED)}
    doing.record.update(row, hidden=False, **values)
    doing.record.update(secret, **dict.fromkeys(values, ""))


def _mask_case(doing: CaseAct, masks: Mapping[str, str]) -> None:
    """Take a name that becomes confidential out of what everybody reads who sees the case."""
    case, bureau = doing.case, doing.case.bureau_id
    for kind, names in SAYING.items():
        manager: Any = kind._default_manager  # documented by Django
        rows = [case] if kind is Case else manager.within(bureau).filter(case=case)
        for row in rows:
            new = {name: masked(getattr(row, name), masks) for name in names}
            if any(getattr(row, name) != value for name, value in new.items()):
                doing.record.update(row, **new)
