# SPDX-License-Identifier: Apache-2.0
"""The cases of a pack hold every word of its obligations.

Each word of each obligation is changed in turn: a key or an entry left out, a number raised, a
yes made a no, an alternative taken away. A change that no case notices is a duty that nobody
tested.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import msgspec
import pytest

from liuhen.law.evaluate import evaluate
from liuhen.law.pack import PACKS, Obligation, Pack
from liuhen.law.pack_cases import Question, read_cases
from liuhen.law.pack_check import differences
from liuhen.law.packs import known_packs, load_pack
from liuhen.law.workdays import load_calendar
from liuhen.law.zone import Zone

Way = tuple[str | int, ...]

#: Said for the reader: without them the duty is judged the same.
SAME_ANSWER = {
    ("recording.unbroken", ("when", "footage")),  # without footage there is nothing to judge
    ("recording.unbroken", ("during",)),  # a break is lost, whatever the timing
    ("recording.no-supplement", ("during",)),
}
NAMES = ("id", "says", "stage", "article")


def changes(value: Any, way: Way = ()) -> Iterator[tuple[Way, Any]]:
    """Every place in `value` with what may stand there instead; `...` leaves it out."""
    if isinstance(value, dict):
        for key, item in value.items():
            if item is not None and not (way == () and key in NAMES):
                yield (*way, key), ...
                yield from changes(item, (*way, key))
    elif isinstance(value, list | tuple):
        for i, item in enumerate(value):
            yield (*way, i), ...
            yield from changes(item, (*way, i))
    elif isinstance(value, bool):
        yield way, not value
    elif isinstance(value, int):
        yield way, value + 1
    elif isinstance(value, str) and "|" in value:
        yield way, value.partition("|")[2]
        yield way, value.rpartition("|")[0]


def changed(raw: Any, way: Way, new: Any) -> Any:
    copy = deepcopy(raw)
    target = copy
    for step in way[:-1]:
        target = target[step]
    if new is ...:
        del target[way[-1]]
    else:
        target[way[-1]] = new
    return copy


def variants(obligation: Obligation) -> Iterator[tuple[Way, Obligation]]:
    raw = msgspec.json.decode(msgspec.json.encode(obligation))
    for way, new in changes(raw):
        try:
            yield way, msgspec.convert(changed(raw, way, new), Obligation)
        except msgspec.ValidationError:
            continue  # the grammar itself refuses this one


def with_only(pack: Pack, obligation: Obligation) -> Pack:
    """The pack with this duty, and the one that says when a case closes."""
    closing = [
        other
        for other in pack.obligations
        if other.id == pack.manifest.closing and other.id != obligation.id
    ]
    return Pack(pack.manifest, pack.version, (obligation, *closing), pack.retention)


def is_noticed(questions: list[Question], pack: Pack, name: str) -> bool:
    calendar = load_calendar()
    for question in questions:
        try:
            answer = evaluate(question.facts, pack, calendar, question.as_of)
        except (AssertionError, AttributeError, KeyError, ValueError):
            return True  # `law check` refuses such a duty before it runs a case
        if any(about == name for about, _ in differences(question, answer)):
            return True
    return False


@pytest.mark.parametrize("pack_id", known_packs())
def test_no_word_of_a_duty_can_change_unnoticed(pack_id: str) -> None:
    pack = load_pack(pack_id)
    questions = list(read_cases(PACKS / pack_id, Zone(pack.manifest.time_zone)))
    unnoticed = []
    tried = 0

    for obligation in pack.obligations:
        about = [question for question in questions if obligation.id in question.expect]
        for way, variant in variants(obligation):
            tried += 1
            if (obligation.id, way) in SAME_ANSWER:
                continue
            if not is_noticed(about, with_only(pack, variant), obligation.id):
                unnoticed.append((obligation.id, way))

    assert unnoticed == []
    assert tried > 3 * len(pack.obligations)
