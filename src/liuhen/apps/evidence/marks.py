# SPDX-License-Identifier: Apache-2.0
"""Marks at a moment of an original: what is seen and heard there, said by whoever watches.

What this module promises:

- a mark is never changed: a correction or withdrawal is a new row of the same `item`, with who,
  when and why;
- the cases that rest on the original hear of it inside the same act (`evidence.following`), so that
  what was told, shown or spoken becomes a fact of the activity from then on;
- whoever brings in recordings of the section sets marks; whoever only sees a linked range does not.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from liuhen.apps.evidence import following
from liuhen.apps.evidence.errors import BadMarkError, NotPermittedError, UnknownFileError
from liuhen.apps.evidence.models import Mark, Original
from liuhen.apps.evidence.words import MARKS, MarkWord
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.ids import new_id
from liuhen.apps.trace.journal import Record, act
from liuhen.law.facts import INTERRUPTION_REASONS

_LONGEST_TEXT = 1000
_LONGEST_NAME = 60
_LONGEST_REASON = 300
_MOST_LATITUDE, _MOST_LONGITUDE = 90.0, 180.0


def marks_of(
    original: Original,
    from_ms: int | None = None,
    to_ms: int | None = None,
    known_at: datetime | None = None,
) -> QuerySet[Mark]:
    """Return the marks of an original in the order of its time, in a range where one is given.

    `known_at`: as they were known then; else as they count today. Withdrawn ones are left out.
    """
    rows = Mark.objects.within(original.bureau_id).filter(original=original, withdrawn=False)
    if known_at is None:
        rows = rows.filter(superseded_at=None)
    else:
        rows = rows.filter(recorded_at__lte=known_at).filter(
            Q(superseded_at=None) | Q(superseded_at__gt=known_at)
        )
    if from_ms is not None:
        rows = rows.filter(at_ms__gte=from_ms)
    if to_ms is not None:
        rows = rows.filter(at_ms__lte=to_ms)
    return rows.select_related("recorded_by").order_by("at_ms", "id")


def may_mark(viewer: Viewer, original: Original) -> bool:
    """Whether the viewer sets marks on this original."""
    return (
        viewer.may(Permission.EVIDENCE_ADD)
        and Original.objects.seen_by(viewer).filter(pk=original.pk).exists()
        and (
            viewer.reaches(Permission.EVIDENCE_ADD, original.section_id)
            or original.officer_id == viewer.person_id
        )
    )


def add_mark(
    *,
    by: Viewer,
    original: Original,
    at_ms: int,
    word: str,
    text: str = "",
    details: dict[str, Any] | None = None,
) -> Mark:
    """Say what is seen or heard at `at_ms` milliseconds from the beginning of `original`.

    `details`: for `position` `lat` and `lon` in degrees; for `vessel` and `vessel_spoken` `name`
    and `number`; for `interruption_reason` `reason`, a word of the contract.

    Raises:
        UnknownFileError, NotPermittedError: not for this viewer.
        BadMarkError: an unknown word, a moment outside the original, or details that lack.
    """
    with act("evidence.add_mark", by=by) as record:
        held = _held(by, original.pk)
        made = Mark(
            bureau_id=held.bureau_id,
            original=held,
            recorded_at=record.at,
            recorded_by=by.person,
            **_content(held, at_ms, word, text, details or {}),
        )
        record.about(held)
        record.create(made)
        following.tell([held.pk], record)
        return made


def correct_mark(
    *,
    by: Viewer,
    mark: Mark,
    reason: str,
    at_ms: int | None = None,
    word: str | None = None,
    text: str | None = None,
    details: dict[str, Any] | None = None,
) -> Mark:
    """Put a newer mark in the place of `mark`, with the reason; what is left out stays.

    Raises:
        As `add_mark`; BadMarkError also where it was changed meanwhile or the reason lacks.
    """
    with act("evidence.correct_mark", by=by) as record:
        held, newest = _held_mark(by, mark)
        content = _content(
            held,
            newest.at_ms if at_ms is None else at_ms,
            newest.word if word is None else word,
            newest.text if text is None else text,
            newest.details if details is None else details,
        )
        return _superseded(by, record, newest, reason, content)


def withdraw_mark(*, by: Viewer, mark: Mark, reason: str) -> Mark:
    """Take a mark back, with the reason; it stays readable.

    Raises:
        As `correct_mark`.
    """
    with act("evidence.withdraw_mark", by=by) as record:
        _original, newest = _held_mark(by, mark)
        return _superseded(by, record, newest, reason, {"withdrawn": True})


def _held(by: Viewer, key: UUID) -> Original:
    """The original, locked, where the viewer sets marks on it."""
    if by.bureau_id is None or not Original.objects.seen_by(by).filter(pk=key).exists():
        raise UnknownFileError(_("There is no such recording."))
    held = Original.objects.within(by.bureau_id).select_for_update().get(pk=key)
    if not may_mark(by, held):
        raise NotPermittedError(_("Your role does not allow this."))
    return held


def _held_mark(by: Viewer, mark: Mark) -> tuple[Original, Mark]:
    held = _held(by, mark.original_id)
    rows = Mark.objects.within(held.bureau_id).select_for_update()
    newest = rows.filter(original=held, item=mark.item, superseded_at=None).first()
    if newest is None or newest.pk != mark.pk:
        raise BadMarkError(_("The mark was changed meanwhile; look at it again."))
    if newest.withdrawn:
        raise BadMarkError(_("The mark was taken back; nothing is done to it any more."))
    return held, newest


def _superseded(by: Viewer, record: Record, row: Mark, reason: str, values: dict[str, Any]) -> Mark:
    said = reason.strip()
    if not said:
        raise BadMarkError(_("Say why."), "reason")
    made = Mark(
        **{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    )
    made.pk, made.recorded_at, made.recorded_by = new_id(), record.at, by.person
    made.reason = said[:_LONGEST_REASON]
    for name, value in values.items():
        setattr(made, name, value)
    record.about(row.original)
    record.update(row, superseded_at=record.at)
    record.create(made)
    following.tell([row.original_id], record)
    return made


def _content(
    original: Original, at_ms: int, word: str, text: str, details: dict[str, Any]
) -> dict[str, Any]:
    """What a mark says, checked."""
    if word not in MARKS:
        raise BadMarkError(
            _("“%(word)s” is no mark; marks are: %(known)s.")
            % {"word": word[:_LONGEST_NAME], "known": ", ".join(MARKS)},
            "word",
        )
    last = original.duration_ms
    if at_ms < 0 or (last is not None and at_ms > last):
        raise BadMarkError(
            _("“%(name)s” does not reach to this moment.") % {"name": original.file_name}, "at_ms"
        )
    said = text.strip()[:_LONGEST_TEXT]
    if word == MarkWord.SUPPLEMENT and not said:
        raise BadMarkError(_("Write the supplement."), "text")
    return {"at_ms": at_ms, "word": word, "text": said, "details": _details(word, details)}


def _details(word: str, details: dict[str, Any]) -> dict[str, Any]:
    match word:
        case MarkWord.POSITION:
            return {
                "lat": _degrees(details.get("lat"), _MOST_LATITUDE, "lat"),
                "lon": _degrees(details.get("lon"), _MOST_LONGITUDE, "lon"),
            }
        case MarkWord.VESSEL | MarkWord.VESSEL_SPOKEN:
            named = {
                name: str(details.get(name) or "").strip()[:_LONGEST_NAME]
                for name in ("name", "number")
            }
            if word == MarkWord.VESSEL and not any(named.values()):
                raise BadMarkError(_("Give the name or the number of the vessel."), "name")
            return {name: value for name, value in named.items() if value}
        case MarkWord.INTERRUPTION_REASON:
            reason = str(details.get("reason") or "")
            if reason not in INTERRUPTION_REASONS:
                raise BadMarkError(_("Choose why the recording broke off."), "reason")
            return {"reason": reason}
    return {}


def _degrees(value: Any, most: float, field: str) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = float("nan")
    if not -most <= number <= most:  # not a number fails here too
        raise BadMarkError(_("A position is two numbers in degrees."), field)
    return number
