# SPDX-License-Identifier: Apache-2.0
"""Correcting: a new version with a reason beside the old one. Nothing is deleted.

- Within an hour whoever entered a fact may mend a slip. Later everything about activities and
  interruptions, on which periods hang, is corrected by a head who does not handle the case, so that
  no handler moves a deadline. Ending what is still going on is no correction.
- A document or an incident may be corrected by whoever may enter; a typed document then counts from
  the correction on. Signatures given in the system were for the old content and are dropped.
- Once footage is stored, its row is the custodian's.
- Of a link to an original the times and what the file shows are the system's. What people say of
  it (whether it is evidence, its written note, its disc, that the party looked at it) is said by
  whoever may enter; that it is no evidence after all by the custodian or a head.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import (
    SLIP,
    case_act,
    current,
    has_handled,
    is_issued,
    require_over_case,
    require_over_section,
    supersede,
)
from liuhen.apps.cases.acts.opening import refuse_state_secret
from liuhen.apps.cases.errors import BadFactError, NotAllowedError, ServerTimeError
from liuhen.apps.cases.models import (
    Activity,
    Case,
    Document,
    Fact,
    FactOrigin,
    Interruption,
    Recording,
)
from liuhen.apps.cases.participants.acts import follow_case
from liuhen.apps.cases.participants.informants import require_close_in
from liuhen.apps.cases.values import checked_changes
from liuhen.apps.cases.words import BY_ACT
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import Record, act
from liuhen.law import facts as law

F = TypeVar("F", bound=Fact)
_HEADS_ONLY: tuple[type[Fact], ...] = (Activity, Interruption)


def correct_fact(*, by: Viewer, fact: F, reason: str, **changes: Any) -> F:
    """Enter a new version of `fact` with `changes` (names as in the model) and the reason for it.

    Raises:
        ServerTimeError: a value that only the system sets.
        NotAllowedError: it needs a head who does not handle the case, or the custodian.
    """
    with _fact_act("cases.correct_fact", by, fact) as (record, case):
        row = current(by, fact)
        _require_typed(row)
        if isinstance(row, Recording) and row.original_id is not None:
            _require_sayer(by, row, case, changes)
        else:
            _require_corrector(by, record, row, case, changes)
        record.note(reason=checks.filled(reason, "reason", 300))
        values = checked_changes(by, record, row, changes)
        return supersede(record, row, by, entered=True, reason=reason.strip(), **values)


def withdraw_fact(*, by: Viewer, fact: F, reason: str) -> F:
    """Let a fact count no longer; it stays readable, with the reason.

    A head who does not handle the case does it, or within the hour whoever entered the fact.
    """
    with _fact_act("cases.withdraw_fact", by, fact) as (record, case):
        row = current(by, fact)
        _require_typed(row)
        if isinstance(row, Recording) and row.original_id is not None:
            raise ServerTimeError(_("A recording from a device is unlinked, not withdrawn."))
        if not _slip(by, record, row) and not _head(by, row, case):
            raise NotAllowedError(
                _("After an hour an entry is withdrawn by a head who does not handle the case.")
            )
        if row.origin == FactOrigin.ACT or getattr(row, "stored_at", None):
            raise ServerTimeError(_("What the system recorded itself is not withdrawn."))
        said = checks.filled(reason, "reason", 300)
        return supersede(record, row, by, entered=False, withdrawn=True, reason=said)


def correct_case(*, by: Viewer, case: Case, reason: str, **changes: Any) -> Case:
    """Correct what kind of case it is (title, procedure, origin, party_name, party_kind, secrecy).

    Duties hang on it, so a head who does not handle the case does it.
    """
    with case_act(
        "cases.correct_case", by=by, case=case, permission=Permission.CASE_CORRECT
    ) as doing:
        if doing.has_handled:
            raise NotAllowedError(_("A head who does not handle the case corrects it."))
        doing.record.note(reason=checks.filled(reason, "reason", 300))
        values = {name: _case_value(name, value) for name, value in changes.items()}
        if "title" in values:
            require_close_in(by, doing.case, {"title": values["title"]})
        case = doing.record.update(doing.case, **values)
        follow_case(doing, values)
        return case


def _case_value(name: str, value: Any) -> Any:
    words = {"procedure": law.PROCEDURES, "origin": law.ORIGINS, "party_kind": law.PARTY_KINDS}
    match name:
        case "procedure" | "origin" | "party_kind":
            return value and checks.word(value, words[name], name)
        case "secrecy":
            return refuse_state_secret(value)
        case "title":
            return checks.filled(value, name)
        case "party_name":
            return checks.text(value, name, 200)
    raise BadFactError(_("%(name)s of a case never changes.") % {"name": name}, name)


# ---------------------------------------------------------------- who


@contextmanager
def _fact_act(name: str, by: Viewer, fact: Fact) -> Iterator[tuple[Record, Case | None]]:
    """Do an act on a fact, which may stand in a case or in none; who may is asked afterwards."""
    if fact.case is not None:
        with case_act(name, by=by, case=fact.case, permission=Permission.CASE_VIEW) as doing:
            yield doing.record, doing.case
        return
    with act(name, by=by) as record:
        yield record, None


def _require_typed(row: Fact) -> None:
    """Refuse the steps that an act of its own records: approval, conclusion, archiving."""
    if isinstance(row, Activity) and row.kind in BY_ACT:
        raise ServerTimeError(
            _("What the system recorded itself is neither corrected nor withdrawn.")
        )
    if isinstance(row, Document) and is_issued(row):
        raise ServerTimeError(_("An issued paper is not typed over: issue it anew on its page."))


#: What people say of footage that came from a device.
SAID_OF_LINKS = frozenset({"evidence", "statement", "disc", "reviewed_by_party"})


def _require_sayer(
    by: Viewer, row: Recording, case: Case | None, changes: Mapping[str, Any]
) -> None:
    """Refuse to type what the system knows of a link, and who may not say the rest."""
    if set(changes) - SAID_OF_LINKS:
        raise ServerTimeError(
            _("What the device and the file say is not typed: change the link or mark the file.")
        )
    section = case.section_id if case else row.section_id
    keeps = by.reaches(Permission.CASE_STORE, section) or by.reaches(
        Permission.CASE_CORRECT, section
    )
    apart = keeps and not (case is not None and has_handled(by, case))
    if row.evidence and changes.get("evidence") is False and not apart:
        raise NotAllowedError(
            _("That footage is no evidence after all is said by the custodian or a head.")
        )
    if apart:
        return
    if case is not None:
        require_over_case(by, case, Permission.CASE_ENTER)
    elif row.section is not None:
        require_over_section(by, row.section, Permission.CASE_ENTER)


def _require_corrector(
    by: Viewer, record: Record, row: Fact, case: Case | None, changes: Mapping[str, Any]
) -> None:
    if isinstance(row, Recording) and row.stored_at is not None:
        if not by.reaches(Permission.CASE_STORE, row.section_id):
            raise NotAllowedError(_("Stored footage is corrected by the custodian."))
        if case is not None and has_handled(by, case):
            raise NotAllowedError(_("Somebody who did not handle the case confirms this."))
        return
    if _head(by, row, case):
        return
    if case is not None:
        require_over_case(by, case, Permission.CASE_ENTER)
    elif row.section is not None:
        require_over_section(by, row.section, Permission.CASE_ENTER)
    free = not isinstance(row, _HEADS_ONLY) or _only_ends(row, changes)
    if not free and not _slip(by, record, row):
        raise NotAllowedError(
            _("After an hour this is corrected by a head who does not handle the case.")
        )


def _head(by: Viewer, row: Fact, case: Case | None) -> bool:
    """Whether the viewer is a head over the fact and does not handle its case."""
    section = case.section_id if case else row.section_id
    if case is not None and has_handled(by, case):
        return False
    return by.reaches(Permission.CASE_CORRECT, section) and row.entered_by_id != by.person_id


def _slip(by: Viewer, record: Record, row: Fact) -> bool:
    """Whether the viewer typed the fact less than an hour ago."""
    typed = row.origin in (FactOrigin.TYPED, FactOrigin.SCAN)
    return typed and row.entered_by_id == by.person_id and _age(record, row) < SLIP


def _age(record: Record, row: Fact) -> timedelta:
    """How long ago the fact's first version was recorded."""
    manager: Any = type(row)._default_manager  # documented by Django
    versions = manager.within(row.bureau_id).filter(item=row.item)
    first: datetime = versions.order_by("recorded_at").values_list("recorded_at", flat=True)[0]
    return record.at - first


def _only_ends(row: Fact, changes: Mapping[str, Any]) -> bool:
    """Whether the change does no more than end what was still going on."""
    still = isinstance(row, Activity | Interruption) and row.end is None
    return still and set(changes) == {"end"}
