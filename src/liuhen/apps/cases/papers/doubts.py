# SPDX-License-Identifier: Apache-2.0
"""What looks wrong in a draft while somebody writes it.

What this module promises:

- a doubt stands at its field and keeps nothing from being issued: only what cannot be printed does,
  and that is told here before the press says it;
- a time of what was done is doubted while it is still to come, the day of writing where it lies
  before all that is known of the case;
- what was taken over from a report is doubted where it does not read so on the paper;
- what a paper about a hearing says is doubted where the gate before the decision will find it
  wanting: 处罚法 arts. 63, 64;
- who informed is doubted in a text that stands in lists and searches (`participants.informants`);
  only for whoever may see what the case holds of informants, so that nobody finds it by trying;
- numbers are doubted by the same rules as those of the people of a case (`participants.plausible`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from liuhen.apps.cases.chairing import CHAIRED, doubt_of_chair, doubt_of_recorder
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.gate_facts import Limits
from liuhen.apps.cases.gate_hearing import gives_a_hearing
from liuhen.apps.cases.hearings import earliest_hearing
from liuhen.apps.cases.models import Activity, Case, Draft
from liuhen.apps.cases.papers.printing import code_point, fonts
from liuhen.apps.cases.papers.reading import sees_secrets
from liuhen.apps.cases.participants.informants import telling_texts
from liuhen.apps.cases.participants.plausible import (
    doubt_of_code,
    doubt_of_identity,
    doubt_of_telephone,
)
from liuhen.apps.cases.penalties import penalty_in
from liuhen.apps.cases.routes import pack_now
from liuhen.apps.evidence.models import Device
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.limits import limits_of
from liuhen.law.routes import gates_of
from liuhen.paper.fonts import lacking, own_characters
from liuhen.paper.form import Field, Form
from liuhen.paper.values import as_date, as_time

#: The form by which a party confirms a recording that is still in the recorder (004 art. 18).
_PLAYBACK, _DEVICE = "playback_confirmation", "device"
#: Where times come from that have passed when somebody writes of them.
_PASSED = frozenset(
    {"now", "case.started", "activity.start", "activity.end", "recording.start", "recording.end"}
)
#: How no name of a provision ends or begins where a sentence goes on around it.
_STOPS, _BEGINNINGS = ("。", "；", ".", ";"), ("违反", "根据", "依据", "依照", "按照")
_PRIOR, _HEARING = "prior_notice", "hearing_notice"
_RIGHT = "hearing_told"
_INFORMANT = "informant"
_NUMBERS = {
    "code": doubt_of_code,
    "identity": doubt_of_identity,
    "identity_number": doubt_of_identity,
    "telephone": doubt_of_telephone,
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """What looks wrong in one field: `word` says what, `stops` that it cannot be printed so.

    `character`: the one that no font has, with its code point; `days`: a number that it speaks of.
    """

    field: str
    word: str
    part: str = ""
    character: str = ""
    stops: bool = False
    days: int = 0


def doubts_of(
    row: Draft, form: Form, values: Mapping[str, Any], *, by: Viewer | None = None
) -> list[Doubt]:
    """Return what looks wrong, in the order of the form, as far as it is for `by`."""
    about = {one.field: one for one in _of_an_informant(row, form, values, by)}
    about |= {one.field: one for one in _of_a_hearing(row, form, values)}
    return [
        doubt
        for field in form.fields
        for doubt in (
            *_of(row, form, field, values.get(field.id)),
            *([about[field.id]] if field.id in about else []),
        )
    ]


def _of(row: Draft, form: Form, field: Field, value: Any) -> Iterator[Doubt]:
    if not value:
        return
    if character := _without_font(field, value):
        named = f"“{character}” ({code_point(character)})"
        yield Doubt(field.id, "no_font", character=named, stops=True)
    if field.kind == "person" and isinstance(value, dict):
        for part, check in (("identity", doubt_of_identity), ("telephone", doubt_of_telephone)):
            if word := check(str(value.get(part) or "")):
                yield Doubt(field.id, word, part)
    elif isinstance(value, str):
        if word := _word(field, value):
            yield Doubt(field.id, word)
        if form.id == _PLAYBACK and field.id == _DEVICE and not _is_known(row, value):
            yield Doubt(field.id, "device")
        yield from _of_time(row.case, field, value)
        yield from _of_wording(form, field, value.strip())


def _of_a_hearing(row: Draft, form: Form, values: Mapping[str, Any]) -> Iterator[Doubt]:
    """What a notice denies the party, or tells it too late; and a chair who should not be it."""
    if form.id == _PRIOR and values.get("hearing") is False and _has_right(row, form, values):
        yield Doubt("hearing", "hearing_right")
    if form.id in CHAIRED:
        at, name = timezone.now(), str(values.get("chair") or "")
        if word := doubt_of_chair(row.case, at, name):
            yield Doubt("chair", word)
        if word := doubt_of_recorder(row.case, str(values.get("recorder") or ""), name):
            yield Doubt("recorder", word)
    if form.id != _HEARING:
        return
    planned = as_time(values.get("planned"))
    before = earliest_hearing(row.case, timezone.now())
    if planned is not None and before is not None and planned <= before.end:
        yield Doubt("planned", "hearing_soon", days=before.days)


def _of_an_informant(
    row: Draft, form: Form, values: Mapping[str, Any], by: Viewer | None
) -> Iterator[Doubt]:
    """Texts that tell who informed, by what the case holds and what this draft says closed."""
    if by is None or not sees_secrets(by, row.case):
        return
    close = (one.id for one in form.fields if one.secret == _INFORMANT)
    typed = [str(values.get(name) or "") for name in close]
    secret = set(form.secret_fields)
    texts = {
        field.id: "\n".join(_texts(values.get(field.id)))
        for field in form.fields
        if field.id not in secret
    }
    for name in telling_texts(by, row.case, texts, typed):
        yield Doubt(name, _INFORMANT)


def _has_right(row: Draft, form: Form, values: Mapping[str, Any]) -> bool:
    """Whether such a penalty gives the right to a hearing, as far as the place has said."""
    case, set_here = row.case, limits_of(row.bureau_id)
    return any(
        gives_a_hearing(
            penalty_in(values, form), case.party_kind,
            Limits({**gate.limits, **set_here}, gate.words),
        )
        is True
        for gate in gates_of(pack_now(case.bureau, timezone.now()).id)
        if gate.condition == _RIGHT and gate.is_for(case.act, case.procedure)
    )  # fmt: skip


def _word(field: Field, value: str) -> str:
    """What is doubtful in a number: by where it comes from, or by its class."""
    source = (field.fill or "").rpartition(".")[2]
    check = _NUMBERS.get(source) or _NUMBERS.get(field.secret or "")
    return check(value) if check else ""


def _is_to_come(field: Field, value: str) -> bool:
    passed = _PASSED & set((field.fill or "").split("|"))
    at = as_time(value) if field.kind == "time" and passed else None
    return at is not None and at > timezone.now()


def _of_wording(form: Form, field: Field, value: str) -> Iterator[Doubt]:
    """What was taken over from a report and does not read so on this paper."""
    ends_badly = value.endswith(_STOPS) or value.startswith(_BEGINNINGS)
    if ends_badly and _is_inside_a_sentence(form, field):
        yield Doubt(field.id, "in_sentence")
    if form.audience == "outside" and field.means == "penalty" and value.startswith("建议"):
        yield Doubt(field.id, "advice")


def _is_inside_a_sentence(form: Form, field: Field) -> bool:
    """Whether the form prints the field as 根据…的规定."""
    inside = re.compile(rf"[根依]据\{{\{{ *{field.id} *\}}\}}的规定")
    said = (block.paragraph.zh for block in form.body if block.paragraph is not None)
    return any(inside.search(one) for one in said)


def _of_time(case: Case, field: Field, value: str) -> Iterator[Doubt]:
    if _is_to_come(field, value):
        yield Doubt(field.id, "to_come")
    if _is_before_all(case, field, value):
        yield Doubt(field.id, "before_all")


def _is_before_all(case: Case, field: Field, value: str) -> bool:
    """Whether the day of writing lies before the case and all that was done in it."""
    if field.fill not in {"today", "now"}:
        return False
    at = as_time(value)
    day = timezone.localtime(at).date() if at is not None else as_date(value)
    if day is None:
        return False
    known = [case.opened_at, *(row.start for row in known_rows(Activity, case))]
    return day < min(timezone.localtime(at).date() for at in known)


def _is_known(row: Draft, value: str) -> bool:
    """Whether the bureau has such a device, by its own number or its maker's."""
    wanted = _plain(value)
    rows = Device.objects.within(row.bureau_id).values_list("code", "serial")
    return any(wanted in (_plain(code), _plain(serial)) for code, serial in rows)


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()


def _without_font(field: Field, value: Any) -> str:
    """The first character that our fonts lack; fonts of the bureau only the press reads."""
    folder = fonts()
    if not field.printed or (folder.is_dir() and any(folder.iterdir())):
        return ""
    return next((one for text in _texts(value) if (one := lacking(text, own_characters()))), "")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
