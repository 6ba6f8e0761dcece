# SPDX-License-Identifier: Apache-2.0
"""Papers issued: number, fact and sealed PDF, once; replaced, and never printed again."""

import json
from datetime import timedelta

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import BadFactError, ChangedMeanwhileError, ServerTimeError
from liuhen.apps.cases.models import FactOrigin, Paper, PaperNumber
from liuhen.apps.cases.papers import issuing
from liuhen.apps.cases.papers.difference import differences
from liuhen.apps.cases.papers.drafts import begin_draft, give_up_draft, save_draft, writing
from liuhen.apps.cases.papers.issuing import issue
from liuhen.apps.cases.papers.reading import frozen_of, paper_of, stored_bytes
from liuhen.apps.cases.papers.signing import refuse_to_sign
from liuhen.apps.trace.audit import audit
from liuhen.paper.sealing import verify_pdf
from support.house import House
from support.paperwork import ANY_REASON, NUMBERED, RECORD, fact_of, issued, pdf_of, started

pytestmark = pytest.mark.usefixtures("own_home", "english")


def texts(house: House) -> list[tuple[str, str]]:
    rows = PaperNumber.objects.within(house.bureau.pk).order_by("reserved_at", "number")
    return [(row.text, row.state) for row in rows]


def test_a_paper_is_issued_with_number_fact_and_sealed_pdf(house: House) -> None:
    paper = issued(house, NUMBERED)

    assert paper.number.endswith("第1号")
    assert texts(house) == [(paper.number, "used")]
    fact = fact_of(paper)
    assert (fact.type, fact.origin, fact.at) == ("prior_notice", FactOrigin.ACT, house.clock.time)
    assert fact.fields["facts"]
    pdf = pdf_of(house.officer, paper)
    found = verify_pdf(pdf, [])
    assert [(one.field, one.intact, one.whole) for one in found] == [("seal", True, True)]
    assert audit().findings == []


def test_the_frozen_text_says_all_that_the_press_prints(house: House) -> None:
    """Also how the party is spoken to: the case may say something else tomorrow."""
    case = house.case(party_name="张三", party_kind="person")
    paper = issued(house, NUMBERED, case=case)
    told = json.loads(stored_bytes(str(paper.bureau_id), paper.frozen_digest))
    printed = {"case_title": case.title, "party_kind": "person", "bureau_name": house.bureau.name}
    assert {name: told.get(name) for name in printed} == printed


def test_what_is_not_complete_is_not_issued(house: House) -> None:
    draft = begin_draft(by=house.officer, case=house.case(), form=NUMBERED)

    with pytest.raises(BadFactError, match="cannot be issued yet"):
        issue(by=house.officer, draft=draft.pk, revision=draft.revision)

    assert writing(draft).lacks
    assert texts(house) == []


def test_what_somebody_saved_meanwhile_is_not_issued(house: House) -> None:
    draft = started(house)
    save_draft(
        by=house.viewer("colleague"),
        draft=draft.pk,
        revision=draft.revision,
        values={"place": "甲"},
    )

    with pytest.raises(ChangedMeanwhileError):
        issue(by=house.officer, draft=draft.pk, revision=draft.revision)


@pytest.mark.parametrize("step", ["print_sealed", "repairing.put", "use"])
def test_a_number_has_no_hole_when_a_step_fails(
    house: House, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    draft = started(house, NUMBERED)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the light went out")

    with monkeypatch.context() as patch:
        patch.setattr(f"{issuing.__name__}.{step}", fail)
        with pytest.raises(RuntimeError):
            issue(by=house.officer, draft=draft.pk, revision=draft.revision)
    assert [state for _text, state in texts(house)] == ["reserved"]
    assert not Paper.objects.within(house.bureau.pk).exists()

    other = issued(house, NUMBERED)
    first = issue(by=house.officer, draft=draft.pk, revision=draft.revision)

    assert (first.number[-3:], other.number[-3:]) == ("第1号", "第2号")
    assert [state for _text, state in texts(house)] == ["used", "used"]


def test_who_gives_up_a_numbered_draft_says_why(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = started(house, NUMBERED)
    with monkeypatch.context() as patch:
        patch.setattr(issuing, "print_sealed", lambda _printing: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            issue(by=house.officer, draft=draft.pk, revision=draft.revision)

    with pytest.raises(BadFactError, match="say why"):
        give_up_draft(by=house.officer, draft=draft.pk)
    give_up_draft(by=house.officer, draft=draft.pk, reason="案件已撤回")

    assert [state for _text, state in texts(house)] == ["void"]
    assert issued(house, NUMBERED).number.endswith("第2号")
    assert audit().findings == []


def test_no_case_is_archived_while_a_number_waits_for_its_paper(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Afterwards nobody could issue the draft, nor say why its number is void."""
    draft = started(house, NUMBERED)
    with monkeypatch.context() as patch:
        patch.setattr(issuing, "print_sealed", lambda _printing: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            issue(by=house.officer, draft=draft.pk, revision=draft.revision, reasons=ANY_REASON)
    house.end(draft.case)

    with pytest.raises(BadFactError, match="第1号"):
        acts.archive_case(by=house.custodian, case=draft.case)
    give_up_draft(by=house.officer, draft=draft.pk, reason="案件已结")
    acts.archive_case(by=house.custodian, case=draft.case)

    assert [state for _text, state in texts(house)] == ["void"]


def test_a_paper_is_never_printed_again(house: House) -> None:
    """A row changed afterwards shows the difference and changes no byte of the paper."""
    paper = issued(house)
    before = pdf_of(house.officer, paper)
    house.clock.later(hours=1)

    acts.correct_case(by=house.head, case=paper.case, reason="笔误", party_name="乙公司")

    paper = paper_of(house.officer, paper.pk)
    assert pdf_of(house.officer, paper) == before
    shown = differences(house.officer, paper, frozen_of(paper).form)
    assert [(one.field, one.now) for one in shown] == [("party", "乙公司")]


def test_what_the_paper_says_already_is_no_difference(house: House) -> None:
    """Times are written as the paper writes them."""
    case = house.case(party_name="甲公司")
    begun = house.clock.time - timedelta(hours=2)
    row = acts.add_activity(by=house.officer, kind="site_inspection", start=begun, case=case)
    typed = {"place": "三号码头", "party": "乙公司"}
    paper = issued(house, RECORD, case=case, events=[row.ref], **typed)
    house.clock.later(hours=1)

    acts.correct_case(by=house.head, case=case, reason="笔误", party_name="乙公司")
    new = {"start": begun + timedelta(minutes=5), "place": "三号码头"}
    acts.correct_fact(by=house.head, fact=row, reason="笔误", **new)

    paper = paper_of(house.officer, paper.pk)
    shown = differences(house.officer, paper, frozen_of(paper).form)
    assert [(one.field, one.then, one.now) for one in shown] == [
        ("start", "2026年3月2日6时00分", "2026年3月2日6时05分")
    ]


def test_a_difference_is_between_the_paper_and_the_case(house: House) -> None:
    """What the case said in between stands on no paper."""
    paper = issued(house, case=house.case(party_name="甲公司"), party="丙公司")
    house.clock.later(hours=1)

    acts.correct_case(by=house.head, case=paper.case, reason="笔误", party_name="乙公司")

    paper = paper_of(house.officer, paper.pk)
    shown = differences(house.officer, paper, frozen_of(paper).form)
    assert [(one.then, one.now) for one in shown] == [("丙公司", "乙公司")]


def test_a_correction_replaces_with_a_reason_and_keeps_the_old_bytes(house: House) -> None:
    old = issued(house, NUMBERED)
    signer = frozen_of(old).form.signatures[0].role
    before = pdf_of(house.officer, old)
    with pytest.raises(BadFactError, match="why"):
        begin_draft(by=house.officer, case=old.case, form=NUMBERED, replaces=old)
    draft = begin_draft(
        by=house.officer, case=old.case, form=NUMBERED, replaces=old, reason="金额有误"
    )
    assert draft.values["facts"] == old.values["facts"]
    new = issue(by=house.officer, draft=draft.pk, revision=draft.revision)

    assert (new.replaces, new.code, new.version) == (old, old.code, 2)
    assert new.item == old.item
    assert fact_of(new).reason == "金额有误"
    assert pdf_of(house.officer, old) == before
    with pytest.raises(BadFactError, match="replaced"):
        begin_draft(by=house.officer, case=old.case, form=NUMBERED, replaces=old, reason="再改")
    with pytest.raises(BadFactError, match="replaced"):
        refuse_to_sign(by=house.officer, paper=old.pk, role=signer, reason="不认可")


def test_nobody_types_over_an_issued_paper(house: House) -> None:
    """Else somebody would write, with the time of the system, what nobody printed."""
    paper = issued(house)
    house.clock.later(minutes=5)
    for by in (house.officer, house.head):
        with pytest.raises(ServerTimeError, match="issue it anew"):
            acts.correct_fact(by=by, fact=fact_of(paper), reason="改", fields={"facts": "别的"})
        with pytest.raises(ServerTimeError, match="issue it anew"):
            acts.withdraw_fact(by=by, fact=fact_of(paper), reason="改")
    with pytest.raises(BadFactError, match="its own page"):
        acts.add_signature(
            by=house.officer, document=fact_of(paper), role="party", name="王某",
            at=house.clock.time,
        )  # fmt: skip
    assert fact_of(paper).signatures == []
