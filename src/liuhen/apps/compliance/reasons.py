# SPDX-License-Identifier: Apache-2.0
"""What is late and why: the overdue cases of a section, and the reasons that were given.

What this module promises:

- a reason is asked once a case and day, a word of `packs/shared/late_reasons.yaml` first; said
  again on the same day, the newer one counts (the journal keeps both);
- whoever handles a case, or may enter facts in its section, says why; it changes no due and excuses
  nothing: it stands beside what is overdue;
- what is late is duties, what the party owes and what is held for too long, as on the desk;
- a list needs the same number of queries however many cases it shows.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from heapq import merge
from operator import itemgetter
from typing import Annotated, overload
from uuid import UUID

from django.db.models import Exists, F, Min, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from msgspec import Meta

from liuhen.apps.cases.acting import case_act
from liuhen.apps.cases.models import Case, Handler
from liuhen.apps.compliance.errors import BadReasonError
from liuhen.apps.compliance.late_beside import LateBeside, late_beside
from liuhen.apps.compliance.models import LateReason, OpenDuty
from liuhen.apps.compliance.projection import current_generation
from liuhen.apps.compliance.queries import overdue_at, still_done
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import act
from liuhen.law.pack import PACKS, Node, Says
from liuhen.law.yaml_source import read_yaml_as

LONGEST = 300


class ReasonWord(Node, frozen=True):
    """A reason to choose; `text` asks for a sentence besides."""

    id: Annotated[str, Meta(pattern=r"^[a-z_]{1,30}$")]
    says: Says
    text: bool = False


@cache
def reason_words() -> dict[str, ReasonWord]:
    """Return the reasons by their ids, in the order in which they are offered."""
    read = read_yaml_as(PACKS / "shared" / "late_reasons.yaml", list[ReasonWord])
    return {one.id: one for one in read}


def word_said(word: str) -> str:
    """Return a reason's word in the reader's language; one that is not known as it stands."""
    found = reason_words().get(word)
    if found is None:
        return word
    return found.says.en if get_language() == "en" else found.says.zh


def reason_said(reason: LateReason) -> str:
    """Return what was said: the word, and the sentence where there is one."""
    said = word_said(reason.word)
    return f"{said}{_(': ')}{reason.text}" if reason.text else said


# ---------------------------------------------------------------- what is late


@dataclass(frozen=True, slots=True)
class LateCase:
    """A case with something overdue, and the last reason that was given."""

    case: Case
    duties: list[OpenDuty | LateBeside]
    handlers: list[str]
    reason: LateReason | None
    is_said_today: bool

    @property
    def since(self) -> datetime | None:
        """Since when the oldest of it is overdue; some have no due of their own."""
        return min((duty.due for duty in self.duties if duty.due), default=None)


def late_duties(viewer: Viewer, *, mine: bool = False) -> QuerySet[OpenDuty]:
    """Return what is overdue now in cases that the viewer sees, or handles, as the desk shows."""
    every = OpenDuty.objects.handled(viewer) if mine else OpenDuty.objects.seen_by(viewer)
    rows = every.filter(
        overdue_at(viewer.at), generation=current_generation(), status__in=("pending", "overdue")
    )
    return still_done(viewer, rows)


class LateKeys(Sequence[UUID]):
    """The keys of late cases, the longest overdue first.

    Those with late duties are read a page at a time; the others are few, and known from the start.
    """

    def __init__(
        self, rows: QuerySet[OpenDuty, tuple[UUID, datetime | None]], beside: dict[UUID, datetime]
    ) -> None:
        """Keep the cases with late duties alone, and since when those are late that have more."""
        self._rows, self._beside = rows, sorted((at, key) for key, at in beside.items())
        self._count: int | None = None

    def __len__(self) -> int:
        if self._count is None:
            self._count = self._rows.count() + len(self._beside)
        return self._count

    def __iter__(self) -> Iterator[UUID]:
        return iter(self[:])

    @overload
    def __getitem__(self, index: int) -> UUID: ...

    @overload
    def __getitem__(self, index: slice) -> list[UUID]: ...

    def __getitem__(self, index: int | slice) -> UUID | list[UUID]:
        if isinstance(index, int):
            return self[index : index + 1][0]
        start, stop, _step = index.indices(len(self))
        rows = ((at or _NEVER, key) for key, at in self._rows[:stop])
        return [key for _at, key in merge(rows, self._beside, key=itemgetter(0))][start:stop]


_NEVER = datetime.max.replace(tzinfo=UTC)


def late_keys(
    viewer: Viewer, *, section: UUID | None = None, mine: bool = False, unsaid: bool = False
) -> LateKeys:
    """Return the keys of cases with something overdue, the longest overdue first.

    `mine`: those that the viewer handles, and of which a reason can be given. `unsaid`: those of
    which nobody said today why.
    """
    rows = late_duties(viewer, mine=mine)
    if section is not None:
        rows = rows.filter(section_id=section)
    if mine:
        rows = rows.filter(archived=False)
    beside: dict[UUID, datetime] = {}
    for one in late_beside(viewer, section=section, mine=mine):
        beside.setdefault(one.case, one.due)
    said = LateReason.objects.seen_by(viewer).filter(day=timezone.localdate(viewer.at))
    if unsaid:
        rows = rows.filter(~Exists(said.filter(case_id=OuterRef("case_id"))))
        told = said.filter(case__in=list(beside)) if beside else said.none()
        for key in told.values_list("case_id", flat=True):
            del beside[key]
    if beside:
        for key, oldest in _oldest(rows.filter(case__in=list(beside))):
            beside[key] = min(beside[key], oldest or beside[key])
        rows = rows.exclude(case__in=list(beside))
    return LateKeys(_oldest(rows), beside)


def _oldest(rows: QuerySet[OpenDuty]) -> QuerySet[OpenDuty, tuple[UUID, datetime | None]]:
    grouped = rows.order_by().values("case_id").annotate(oldest=Min("due"))
    ordered = grouped.order_by(F("oldest").asc(nulls_last=True), "case_id")
    return ordered.values_list("case_id", "oldest")


def late_count(viewer: Viewer, *, section: UUID | None = None) -> int:
    """Return how much is overdue in all late cases together, as the desk counts it."""
    rows = late_duties(viewer)
    if section is not None:
        rows = rows.filter(section_id=section)
    return rows.count() + len(late_beside(viewer, section=section))


def is_late(viewer: Viewer, case: Case) -> bool:
    """Whether anything is overdue in the case, which is not archived."""
    if case.archived_at is not None:  # no reason is given any more
        return False
    # whoever has the case sees it; told of the bureau too, a database goes through all its duties
    rows = OpenDuty._base_manager.filter(case=case, generation=current_generation())
    if rows.filter(overdue_at(viewer.at), status__in=("pending", "overdue")).exists():
        return True
    return bool(late_beside(viewer, cases=[case.pk]))


def late_cases(viewer: Viewer, keys: Iterable[UUID]) -> list[LateCase]:
    """Return these cases, in that order, with what is overdue in them and why."""
    wanted = list(keys)
    today = timezone.localdate(viewer.at)
    cases = Case.objects.seen_by(viewer).filter(pk__in=wanted).select_related("section", "bureau")
    by_key = {case.pk: case for case in cases}
    duties: dict[UUID, list[OpenDuty | LateBeside]] = defaultdict(list)
    for duty in late_duties(viewer).filter(case__in=wanted).order_by("due", "obligation"):
        duties[duty.case_id].append(duty)
    for one in late_beside(viewer, cases=wanted) if wanted else ():
        duties[one.case].append(one)
    names: dict[UUID, list[str]] = defaultdict(list)
    handling = Handler.objects.filter(case__in=wanted).order_by("person__name")
    for case, name in handling.values_list("case_id", "person__name"):
        names[case].append(name)
    reasons: dict[UUID, LateReason] = {}
    said = LateReason.objects.seen_by(viewer).filter(case__in=wanted).select_related("by")
    for reason in said.order_by("day"):
        reasons[reason.case_id] = reason
    return [
        LateCase(
            by_key[key],
            sorted(duties[key], key=lambda one: one.due or _NEVER),
            names[key],
            reasons.get(key),
            key in reasons and reasons[key].day == today,
        )
        for key in wanted
        if key in by_key
    ]


def reasons_of(viewer: Viewer, case: Case) -> QuerySet[LateReason]:
    """Return what was said of one case, the newest first."""
    rows = LateReason.objects.seen_by(viewer).filter(case=case)
    return rows.select_related("by").order_by("-day")


def reason_numbers(viewer: Viewer, *, section: UUID | None = None) -> list[tuple[str, int]]:
    """Count late cases by the word that was said last, the most frequent first; unsaid ones last.

    The same number of queries, however many cases there are.
    """
    said = LateReason.objects.seen_by(viewer).filter(case_id=OuterRef("case_id")).order_by("-day")
    rows = late_duties(viewer)
    if section is not None:
        rows = rows.filter(section_id=section)
    words = rows.order_by().values("case_id").annotate(said=Subquery(said.values("word")[:1]))
    last = dict(words.distinct().values_list("case_id", "said"))
    if more := {one.case for one in late_beside(viewer, section=section)} - set(last):
        last |= dict.fromkeys(more, "")
        spoken = LateReason.objects.seen_by(viewer).filter(case__in=more).order_by("day")
        last |= dict(spoken.values_list("case_id", "word"))
    counts = Counter(word or "" for word in last.values())
    return sorted(counts.items(), key=lambda pair: (not pair[0], -pair[1], pair[0]))


# ---------------------------------------------------------------- saying why


def give_reason(*, by: Viewer, case: Case, word: str, text: str = "") -> LateReason:
    """Say today why the case is late.

    Raises:
        BadReasonError: an unknown word, a sentence that is lacking or too long, nothing is late.
        UnknownRowError, NotAllowedError, ClosedCaseError: see `cases.acting.case_act`.
    """
    found, said = reason_words().get(word), " ".join(text.split())
    if found is None:
        raise BadReasonError(_("Choose one of the reasons."), "word")
    if found.text and not said:
        raise BadReasonError(_("Say it in a sentence."), "text")
    if len(said) > LONGEST:
        raise BadReasonError(_("At most %(n)d characters.") % {"n": LONGEST}, "text")
    with case_act(
        "compliance.give_reason", by=by, case=case, permission=Permission.CASE_ENTER
    ) as doing:
        late = late_duties(by).filter(case=doing.case)
        beside = {one.word for one in late_beside(by, cases=[doing.case.pk])}
        obligations = sorted({*late.values_list("obligation", flat=True), *beside})
        if not obligations:
            sentence = _("Nothing is overdue in case %(n)s.")
            raise BadReasonError(sentence % {"n": doing.case.number}, "word")
        at = doing.record.at
        values = {"obligations": obligations, "word": word, "text": said, "at": at, "by": by.person}
        day = timezone.localdate(at)
        rows = LateReason.objects.within(doing.case.bureau_id).select_for_update()
        before = rows.filter(case=doing.case, day=day).first()
        if before is not None:
            return doing.record.update(before, **values)
        return doing.record.create(
            LateReason(
                bureau_id=doing.case.bureau_id,
                section_id=doing.case.section_id,
                case=doing.case,
                day=day,
                **values,
            )
        )


def note_late_export(viewer: Viewer, section: Organisation | None) -> None:
    """Record that the list of what is late went out."""
    with act("compliance.export_late", by=viewer) as record:
        about = section or viewer.bureau
        if about is not None:
            record.about(about)
        record.note(day=timezone.localdate(record.at).isoformat())
