# SPDX-License-Identifier: Apache-2.0
"""A case before its gates: what is entered, and what each gate then says, in English."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from liuhen.apps.cases import acts
from liuhen.apps.cases.gates import GateState, gate_states
from liuhen.apps.cases.models import Case
from support.house import House, beijing

OFFICERS = [
    {"name": "甲", "certificate": "LN-1", "valid_until": "2027-12-31"},
    {"name": "乙", "certificate": "LN-2", "valid_until": "2027-12-31"},
]


SAYS = {
    "party": "甲公司", "party_address": "一号码头", "facts": "无证捕捞", "evidence": "笔录",
    "legal_basis": "渔业法第四十一条", "penalty": "罚款2000元", "performance": "十五日内缴纳",
    "remedies": "六十日内申请复议", "factors": "初次违法",
}  # fmt: skip


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def event(house: House, case: Case, kind: str, at: str = "2026-03-02 07:00", **more: Any) -> Any:
    return acts.add_activity(by=house.officer, kind=kind, start=beijing(at), case=case, **more)


def paper(house: House, case: Case, kind: str, **fields: str) -> Any:
    return acts.add_document(
        by=house.officer, kind=kind, at=house.clock.now(), case=case, fields=fields
    )


def states(house: House, case: Case, matter: str = "decision", **more: Any) -> dict[str, GateState]:
    return {one.gate.id: one for one in gate_states(house.head, case, matter, **more)}


def state(house: House, case: Case, gate: str, matter: str = "decision", **more: Any) -> str:
    found = states(house, case, matter, **more).get(gate)
    return found.verdict.state if found else ""


def of_decision(house: House, case: Case, gate: str, **says: str) -> str:
    return state(house, case, gate, proposed={**SAYS, **says}, form="penalty_decision")
