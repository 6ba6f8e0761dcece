# SPDX-License-Identifier: Apache-2.0
"""What a pack may say that none of the five says, and what the engine makes of it."""

from datetime import datetime
from typing import Any

import msgspec
import pytest

from liuhen.law.evaluate import evaluate
from liuhen.law.facts import Facts
from liuhen.law.pack import Manifest, Obligation, Pack, RetentionPlan
from liuhen.law.workdays import load_calendar

MANIFEST = {
    "id": "sixth", "version": "1", "title": "办法", "issuer": "某局", "articles": 9,
    "time_zone": "Asia/Shanghai", "in_force_from": None, "in_force_until": None, "read_from": "-",
}  # fmt: skip
NINE, TEN = "2026-03-02T09:00:00+08:00", "2026-03-02T10:00:00+08:00"
INQUIRY = {"id": "e1", "type": "inquiry", "start": NINE, "end": TEN}


def said(*duties: dict[str, Any], closing: str | None = None, act: str = "penalty",
         **facts: list[dict[str, Any]]) -> list[str]:  # fmt: skip
    """What a pack of these duties says of these facts a month later."""
    obligations = [
        {"article": "1", "stage": "archive", "says": {"zh": "某事", "en": "something"}, **duty}
        for duty in duties
    ]
    pack = Pack(
        msgspec.convert({**MANIFEST, "closing": closing}, Manifest),
        "1",
        tuple(msgspec.convert(obligations, list[Obligation])),
        msgspec.convert({"case_file": {"article": "1"}}, RetentionPlan),
    )
    case = msgspec.convert({"case": {"id": "A-1", "act": act}, **facts}, Facts)
    as_of = datetime.fromisoformat("2026-04-02T09:00:00+08:00")
    report = evaluate(case, pack, load_calendar(), as_of)
    return [" ".join([f.obligation, f.subject, f.status, *f.missing]) for f in report.findings]


UNBROKEN = {"unbroken": {"any": "entry"}}
INFORMING = {"event": "rights_informed"}


@pytest.mark.parametrize(
    ("ways", "answer"),
    [
        ([[UNBROKEN], [INFORMING]], ["a.way e1 breached event:rights_informed"]),
        ([[UNBROKEN, INFORMING], [UNBROKEN]], []),
    ],
    ids=["the other way is asked for", "no way can be judged"],
)
def test_a_way_that_cannot_be_judged_is_no_way(
    ways: list[list[dict[str, Any]]], answer: list[str]
) -> None:
    """An event without footage has no break in it; that is no reason to call a duty done."""
    duty = {"id": "a.way", "when": {"event": ["inquiry"]}, "during": True,
            "require": [{"any_of": ways}]}  # fmt: skip
    assert said(duty, events=[INQUIRY]) == answer


def test_what_is_asked_of_no_footage_at_all_is_met() -> None:
    content = [{"word": "items", "article": "1", "events": ["sampling"]}]
    duty = {"id": "a.content", "when": {"event": ["inquiry"]}, "require": [{"content": content}]}
    assert said(duty, events=[INQUIRY]) == ["a.content e1 met"]


def test_a_duty_of_the_case_may_hang_on_its_first_event_of_any_kind() -> None:
    duty = {"id": "a.case", "when": {"event": "any", "once": True}, "require": [INFORMING]}
    assert said(duty, events=[INQUIRY]) == ["a.case A-1 pending event:rights_informed"]


@pytest.mark.parametrize(("act", "status"), [("penalty", "overdue"), ("levy", "pending")])
def test_a_time_for_archiving_closes_only_the_cases_that_it_concerns(act: str, status: str) -> None:
    archiving = {
        "id": "a.file", "when": {"event": ["inquiry"], "once": True, "case": {"act": ["penalty"]}},
        "require": [{"event": "archived"}], "within": {"days": 2},
    }  # fmt: skip
    record = {"id": "a.record", "when": {"event": ["inquiry"]}, "require": [INFORMING]}
    rows = said(archiving, record, closing="a.file", act=act, events=[INQUIRY])
    assert rows[-1] == f"a.record e1 {status} event:rights_informed"
