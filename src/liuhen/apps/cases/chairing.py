# SPDX-License-Identifier: Apache-2.0
"""Who may chair a hearing of a case, and what to say of whoever is to chair it.

What this module promises:

- nobody is offered who investigated the case or withdrew from it, nor who by his or her roles only
  keeps devices, imports cases, receives complaints or administers;
- who is named all the same is doubted beforehand, by the account or by the name: of who
  investigated, the gate before the decision (行政处罚法 art. 64(4), of a licence 行政许可法 art.
  48(3)) lets nothing pass;
- the recorder is doubted where he or she investigated, withdrew, or is the chair;
- whoever chairs neither reviews nor approves: where one reviewer is left for the case, that is
  said before he or she chairs.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import Activity, Case
from liuhen.apps.cases.of_case import handlings
from liuhen.apps.cases.papers.signers import same_name
from liuhen.apps.cases.separation import INVESTIGATING, REVIEWER, parts_in
from liuhen.apps.people.holders import holders_on
from liuhen.apps.people.models import Person
from liuhen.apps.people.queries import acting_people
from liuhen.apps.people.roles import ADMINISTRATORS, Role

#: Roles with which nobody decides or hears anything.
_ASIDE = ADMINISTRATORS | {Role.DEVICE_MANAGER, Role.IMPORTER, Role.PETITION_DESK}
#: What ends a name where somebody typed more than it: 王某（法制科）.
_AFTER = re.compile(r"[,，、;；(（]")
#: Forms that name who chairs a hearing.
CHAIRED = frozenset({"hearing_notice", "hearing_record", "hearing_report"})
#: What is said of a chair: words of `papers.doubts`.
INVESTIGATED, WITHDREW, REVIEWS = "chair_investigated", "chair_withdrew", "chair_reviews"
#: What is said of a recorder; of one who withdrew the same as of a chair.
RECORDER_INVESTIGATED, RECORDER_CHAIRS = "recorder_investigated", "recorder_chairs"


def could_chair(bureau: UUID, day: date) -> QuerySet[Person]:
    """Return who chairs hearings in the bureau by his or her roles, whatever the case, by name."""
    return acting_people(bureau, day, but=_ASIDE)


def who_may_chair(case: Case, at: datetime) -> QuerySet[Person]:
    """Return the people of the bureau who may chair a hearing of the case, by name."""
    return could_chair(case.bureau_id, timezone.localdate(at)).exclude(pk__in=had_part(case))


def had_part(case: Case) -> set[UUID]:
    """Return who investigated the case or withdrew from it."""
    parts = parts_in(case)
    return parts.handlers | parts.officers | parts.withdrew


def only_reviewer(case: Case, at: datetime) -> Person | None:
    """Return the one person who could still review the case, where there is only one."""
    parts = parts_in(case)
    left = [one for one in _reviewers(case, at) if not parts.why_not(one.pk, REVIEWER)]
    return left[0] if len(left) == 1 else None


def _reviewers(case: Case, at: datetime) -> list[Person]:
    """Who holds the role over the section of the case, by name."""
    holders = holders_on(case.bureau, timezone.localdate(at))
    return holders.of(Role.LEGAL_REVIEWER, case.section_id)


def doubt_of_chair(case: Case, at: datetime, name: str, account: UUID | None = None) -> str:
    """Return what is doubtful in somebody as chair: a word, or nothing.

    `account`: whose it is, where that is known; else the name alone is compared.
    """
    if not _names_in(name) and account is None:
        return ""
    if word := _part_of(case, name, account):
        return word

    def is_one_of(people: set[UUID], names: Iterable[str]) -> bool:
        return _is_one_of(people, names, name, account)

    parts = parts_in(case)
    reviewers, would = _reviewers(case, at), replace(parts, chairs=set())
    chosen = {one.pk for one in reviewers if is_one_of({one.pk}, [one.name])}
    bars = any(not would.why_not(one, REVIEWER) for one in chosen)
    left = (one for one in reviewers if one.pk not in chosen)
    others = any(not parts.why_not(one.pk, REVIEWER) for one in left)
    return REVIEWS if bars and not others else ""


def doubt_of_recorder(case: Case, name: str, chair: str, account: UUID | None = None) -> str:
    """Return what is doubtful in somebody as recorder beside that chair: a word, or nothing."""
    names = _names_in(name)
    if any(same_name(one, other) for one in names for other in _names_in(chair)):
        return RECORDER_CHAIRS
    word = _part_of(case, name, account) if names or account else ""
    return RECORDER_INVESTIGATED if word == INVESTIGATED else word


def _part_of(case: Case, name: str, account: UUID | None) -> str:
    """Which part in the case stands against somebody's chairing or recording its hearing."""
    parts = parts_in(case)
    if _is_one_of(parts.handlers | parts.officers, _names(case), name, account):
        return INVESTIGATED
    return WITHDREW if _is_one_of(parts.withdrew, _names_of(parts.withdrew), name, account) else ""


def _is_one_of(people: set[UUID], names: Iterable[str], name: str, account: UUID | None) -> bool:
    if account is not None:
        return account in people
    said = _names_in(name)
    return any(same_name(one, other) for other in names for one in said)


def _names_in(said: str) -> set[str]:
    """What may be the name where somebody typed more than it: 王某（法制科）, 王某 科长, 王 某."""
    before = _AFTER.split(said, maxsplit=1)[0].strip()
    return {one for one in (before, *before.split()[:1]) if one}


def _names(case: Case) -> Iterator[str]:
    """The names of who handles the case or did once, and of who did anything in it outside."""
    yield from (one.name for one in handlings(case))
    done = (row for row in known_rows(Activity, case) if row.kind in INVESTIGATING)
    yield from (str(one.get("name") or "") for row in done for one in row.officers)


def _names_of(people: set[UUID]) -> Iterator[str]:
    if people:
        yield from Person.objects.filter(pk__in=people).values_list("name", flat=True)
