# SPDX-License-Identifier: Apache-2.0
"""What must hold before a step: each condition is computed and told of, and how one goes on."""

from pathlib import Path

import pytest
from django.utils import translation
from msgspec import structs

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import BadFactError, GateClosedError
from liuhen.apps.cases.gate_conditions import CONDITIONS as COMPUTED
from liuhen.apps.cases.gate_facts import Verdict
from liuhen.apps.cases.gates import GateState, override, require_reasons
from liuhen.apps.cases.models import ApprovalState, Case, GateOverride
from liuhen.apps.trace.journal import act
from liuhen.apps.trace.models import Leaf
from liuhen.law.pack_parts import CONDITIONS
from liuhen.law.routes import statutory_gates
from support.approving import agreed, asked, fresh, said, step_of
from support.gating import OFFICERS, english, event, paper, states
from support.house import SYSTEM, House

__all__ = ["english"]


def test_every_condition_of_the_grammar_is_computed() -> None:
    assert set(COMPUTED) == set(CONDITIONS)


def test_every_gate_is_told_of() -> None:
    """Each has a story beside this file in which it is open, and one in which it is not."""
    files = Path(__file__).parent.glob("test_gates*.py")
    told = "".join(file.read_text(encoding="utf-8") for file in files)
    assert [one.id for one in statutory_gates() if f'"{one.id}"' not in told] == []


def ready(house: House, case: Case) -> None:
    """All but the prior notice and the approval of the start."""
    event(house, case, "inquiry", officers=OFFICERS, identity_shown=True)
    paper(house, case, "investigation_report", facts="事实")


def waived(house: House, case: Case) -> str:
    """The party was told, and signed that it says nothing."""
    event(house, case, "rights_informed")
    row = acts.add_document(
        by=house.officer, kind="statement_defense_record", at=house.clock.now(), case=case
    )
    acts.add_signature(by=house.officer, document=row, role="party", name="甲")
    return f"waived {row.ref}"


def test_a_block_that_the_law_lets_pass_asks_for_its_exception(house: House) -> None:
    """行政处罚法第四十四条: unless the party expressly waives it."""
    case = house.case()
    ready(house, case)
    choice = waived(house, case)
    request = asked(house, case, "decision")
    agreed(house, request, "section_head", "legal_reviewer")

    with pytest.raises(GateClosedError, match="no prior notice"):
        said(house, request, "bureau_head")
    assert fresh(request).state == ApprovalState.OPEN
    assert step_of(request).order == 3
    reasons = {"prior-notice": "急", "start-approved": "原审批表在省平台"}
    with pytest.raises(GateClosedError, match="choose it with its record"):
        said(house, request, "bureau_head", reasons=reasons)
    reasons["prior-notice"] = choice
    said(house, request, "bureau_head", opinion="同意", reasons=reasons)

    assert fresh(request).state == ApprovalState.AGREED
    kept = GateOverride.objects.within(house.bureau.pk).get(gate="prior-notice")
    assert kept.by == house.people["bureau_head"]
    assert "明确放弃陈述或者申辩权利" in kept.reason
    assert kept.articles == ["行政处罚法 44", "行政处罚法 62"]
    paper(house, case, "prior_notice")
    assert states(house, case)["prior-notice"].overrides == (kept,)  # shown ever after


def test_a_block_without_exception_stays_shut_whatever_is_said(house: House) -> None:
    """行政处罚法第五十八条: no decision before the review passes."""
    other = House(house.clock, "xigang-hrss", "work")
    request = asked(other, other.case(), "decision")
    with act("test.ground", by=SYSTEM) as record:
        record.update(fresh(request), grounds=["complex"])

    reasons = dict.fromkeys(("legal-review", "prior-notice", "report", "start-approved"), "急")
    with pytest.raises(GateClosedError, match=r"no legal review yet\..* Without it"):
        said(other, request, "bureau_head", reasons=reasons)
    assert not GateOverride.objects.within(other.bureau.pk).exists()


def test_what_the_law_does_not_allow_cites_every_article_as_a_sentence_does() -> None:
    gates = [one for one in statutory_gates() if one.id in ("prior-notice", "report")]
    hard = [structs.replace(one, level="block", unless=None, exceptions=[]) for one in gates]
    with translation.override("zh-hans"), pytest.raises(GateClosedError) as refused:
        require_reasons([GateState(one, Verdict("open", "缺。")) for one in hard], {})
    assert "《行政处罚法》第五十七条、《行政处罚法》第四十四条" in str(refused.value)


def test_a_reason_may_be_given_beforehand_by_a_handler(house: House) -> None:
    case = house.case()
    ready(house, case)
    before = Leaf.objects.count()

    override(by=house.officer, case=case, gate="start-approved", matter="decision", reason="补录")

    assert Leaf.objects.count() == before + 1
    assert not states(house, case)["start-approved"].stops
    paper(house, case, "prior_notice")
    event(house, case, "rights_informed", "2026-03-02 08:00")
    with pytest.raises(BadFactError, match="must not be empty"):
        override(by=house.officer, case=case, gate="plea-time", matter="decision", reason=" ")
    with pytest.raises(BadFactError, match="not open"):
        override(by=house.officer, case=case, gate="report", matter="decision", reason="x")


def test_a_route_gets_the_legal_step_where_a_gate_asks_for_it(house: House) -> None:
    """000: 行政处罚法第五十八条 adds the step that the regulation does not name."""
    other = House(house.clock, "jinpu-ethnic-religious", "religion")

    plain = asked(other, other.case(), "decision")
    reviewed = asked(other, other.case(), "decision", grounds=["complex"])

    assert [step["roles"] for step in plain.route] == [["bureau_head"]]
    assert [step["roles"] for step in reviewed.route] == [["legal_reviewer"], ["bureau_head"]]
