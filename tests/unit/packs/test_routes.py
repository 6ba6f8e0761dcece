# SPDX-License-Identifier: Apache-2.0
"""Who approves what, step by step: the five regulations, and the statute where they are silent."""

from pathlib import Path

import pytest

from liuhen.law.pack_parts import CONDITIONS, Approval, read_parts
from liuhen.law.packs import folder_of, known_packs, load_pack, shipped_packs
from liuhen.law.period import Period
from liuhen.law.routes import (
    Asking,
    case_grounds,
    gates_of,
    matters_of,
    statutory_approvals,
    statutory_gates,
    with_own,
)
from liuhen.paper.standard import standard_forms

PENALTY = Asking("penalty", "general")
REVIEWED = PENALTY._replace(gates=frozenset({"legal-review"}))
HEADS = ("deputy_head", "bureau_head")


def steps(pack: str, matter: str, asking: Asking = PENALTY) -> list[tuple[str, ...]]:
    found = matters_of(load_pack(pack))[matter, asking.urgent]
    return [step.by for step in found.route(asking)]


@pytest.mark.parametrize(
    ("pack", "matter", "expected"),
    [
        ("jinpu-ethnic-religious", "start", [("bureau_head",)]),
        ("jinpu-ethnic-religious", "decision", [("bureau_head",)]),
        ("xigang-education", "start", [HEADS]),
        ("xigang-education", "decision", [HEADS]),
        ("qilin-culture-tourism", "decision", [("section_head",), ("legal_reviewer",), HEADS]),
        ("jinpu-ocean", "start", [("section_head",), ("bureau_head",)]),
        ("jinpu-ocean", "decision", [("section_head",), ("legal_reviewer",), HEADS]),
        ("xigang-hrss", "decision", [("bureau_head",)]),
    ],
)
def test_each_bureau_has_its_own_route(
    pack: str, matter: str, expected: list[tuple[str, ...]]
) -> None:
    """000 arts. 7, 11; 001 arts. 7, 11; 002 art. 10; 003 arts. 10, 18, 19."""
    assert steps(pack, matter) == expected


@pytest.mark.parametrize("pack", ["jinpu-ethnic-religious", "xigang-education", "xigang-hrss"])
def test_a_legal_review_is_a_step_where_a_gate_asks_for_it(pack: str) -> None:
    """行政处罚法第五十八条"""
    assert steps(pack, "decision", REVIEWED)[0] == ("legal_reviewer",)
    assert ("legal_reviewer",) not in steps(pack, "decision")


def test_a_simple_procedure_has_no_legal_review() -> None:
    simple = Asking("penalty", "simple")

    assert steps("jinpu-ocean", "decision", simple) == [("section_head",), HEADS]
    assert ("legal_reviewer",) in steps("jinpu-ocean", "decision", Asking("penalty"))


@pytest.mark.parametrize("pack", known_packs())
@pytest.mark.parametrize(
    ("matter", "law", "article"),
    [
        ("recusal", "行政处罚法", "43"),
        ("preservation", "行政处罚法", "56"),
        ("coercion", "行政强制法", "18(1)"),
        ("measure-extension", "行政强制法", "25"),
        ("period-extension", "行政处罚法", "60"),
        ("instalment", "行政处罚法", "66"),
        ("surcharge", "行政处罚法", "72(1)"),
    ],
)
def test_where_the_text_is_silent_the_statute_is_named(
    pack: str, matter: str, law: str, article: str
) -> None:
    found = matters_of(load_pack(pack))[matter, False]

    assert (law, article) in [(one.law, one.article) for one in found.basis]
    assert [step.by for step in found.route(PENALTY)] == [("bureau_head",)]


def test_an_urgent_act_is_approved_within_the_time_of_its_regulation() -> None:
    """000/001 art. 7: two days; 003 art. 10: 24 hours; 行政强制法第十九条: 24 hours."""

    def period(pack: str, matter: str) -> Period | None:
        return matters_of(load_pack(pack))[matter, True].within

    assert period("jinpu-ethnic-religious", "start") == Period(days=2)
    assert period("xigang-education", "start") == Period(days=2)
    assert period("jinpu-ocean", "start") == Period(hours=24)
    assert period("xigang-hrss", "start") is None
    assert period("xigang-hrss", "coercion") == Period(hours=24)


def test_a_sixth_bureau_changes_a_route_without_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sixth"
    folder.mkdir()
    (folder / "approvals.yaml").write_text(
        "- id: p\n  says: {zh: 保存, en: keep}\n  matter: preservation\n  route:\n"
        "    - {says: {zh: 一, en: one}, by: [section_head]}\n"
        "    - {says: {zh: 二, en: two}, by: [deputy_head]}\n"
    )
    (folder / "gates.yaml").write_text(
        "- {use: hearing-told, limits: {fine-person: 200000, fine-organisation: 3000000}}\n"
    )
    monkeypatch.setattr("liuhen.law.routes.folder_of", lambda _id: folder)
    matters_of.cache_clear()

    found = matters_of(load_pack("xigang-hrss"))["preservation", False]
    told = next(one for one in with_own(read_parts(folder)) if one.id == "hearing-told")
    matters_of.cache_clear()

    assert [step.by for step in found.route(PENALTY)] == [("section_head",), ("deputy_head",)]
    assert told.limits["fine-person"] == 200000
    assert told.level == "block"


def test_every_condition_is_asked_by_a_gate_that_names_its_article() -> None:
    gates = statutory_gates()
    every = [gate for pack in shipped_packs() for gate in gates_of(pack)]

    assert {gate.condition for gate in every} == set(CONDITIONS)
    # of an ending the way has the articles, and no statute says what may be merged
    bare = {"ending-approved", "merge-fits"}
    assert {gate.id for gate in gates if not gate.basis} == bare
    assert all(gate.basis or gate.articles or gate.id in bare for gate in every)
    assert len({gate.id for gate in gates}) == len(gates)


def test_what_people_say_of_a_case_names_its_article_and_is_looked_at_by_a_gate() -> None:
    grounds = case_grounds()

    assert all(one.basis and one.conditions for one in grounds)
    assert len({one.id for one in grounds}) == len(grounds)
    asked = {gate.condition for gate in statutory_gates()}
    assert all(asked.issuperset(one.conditions) for one in grounds)


def test_gates_and_routes_speak_of_matters_that_there_are() -> None:
    known = {one.matter for one in statutory_approvals()} | {"starting"}  # a step, no request

    assert {matter for gate in statutory_gates() for matter in gate.matters} <= known
    assert all(step_gates(one) <= {gate.id for gate in statutory_gates()} for one in _all())


def step_gates(entry: Approval) -> set[str]:
    return {gate for step in entry.route if step.when for gate in step.when.gates}


def _all() -> list[Approval]:
    own = [one for pack in known_packs() for one in read_parts(folder_of(pack)).approvals]
    return [*own, *statutory_approvals()]


def test_every_request_has_its_form() -> None:
    assert {one.form for one in _all() if one.form} <= set(standard_forms())
