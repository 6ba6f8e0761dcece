# SPDX-License-Identifier: Apache-2.0
"""What a decision ordered that reconsideration or a court undid, or that is decided anew."""

from datetime import datetime
from typing import Any

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import Activity, Case, Document, Due
from liuhen.apps.cases.participants.acts import add_participant
from liuhen.apps.cases.performing.carrying_out import gates_of_step
from liuhen.apps.cases.performing.course import course_of, courses_of
from liuhen.apps.cases.performing.following import standing_of
from liuhen.apps.cases.performing.ordering import Ordered, drop, order
from liuhen.apps.cases.performing.paying import pay
from liuhen.apps.cases.performing.standing import open_dues
from liuhen.apps.cases.performing.undone import resting
from liuhen.apps.cases.remedies import remedies_in
from liuhen.apps.cases.serving.entering import serve
from liuhen.apps.cases.serving.proofs import ProofGiven
from liuhen.apps.compliance.late_beside import late_beside
from liuhen.apps.compliance.projection import refresh
from support.desk import Desk
from support.house import House, beijing

FINE = 1_000_000  # 10,000 yuan


def fined(house: House) -> tuple[Case, Due]:
    """A fine by a decision of 2 March, served the same day."""
    house.clock.set("2026-03-02 09:00")
    case = house.case(party_name="某渔业公司", party_kind="organization")
    made = acts.add_activity(
        by=house.officer, kind="decision_made", start=house.clock.time, case=case
    )
    paper = acts.add_document(
        by=house.officer, kind="decision", at=house.clock.time, events=[made.ref], case=case
    )
    house.clock.set("2026-03-02 15:00")
    signed = ({"role": "server", "name": "officer"}, {"role": "recipient", "name": "张三"})
    serve(
        by=house.officer, case=case, of=paper.item, way="direct", start=house.clock.time,
        proofs=[ProofGiven("proof_of_service", house.clock.time, signatures=signed)],
    )  # fmt: skip
    [due] = order(
        by=house.officer, case=case, document=paper.ref, items=[Ordered("fine", "", FINE)]
    )
    return case, due


def two_fined(house: House) -> tuple[Case, Due]:
    """A fine of 某渔业公司, and by a decision of its own one of 船长甲, due on the same day."""
    case, due = fined(house)
    papers = Document.objects.within(case.bureau_id).filter(type="decision")
    papers.update(fields={"party": "某渔业公司"})
    other = acts.add_document(
        by=house.officer, kind="decision", at=house.clock.time, case=case,
        fields={"party": "船长甲"},
    )  # fmt: skip
    [his] = order(
        by=house.officer, case=case, document=other.ref, items=[Ordered("fine", "", FINE)]
    )
    Due.objects.within(case.bureau_id).filter(pk=his.pk).update(due=due.due)
    return case, due


def order_to_correct(house: House, case: Case) -> Document:
    return acts.add_document(
        by=house.officer, kind="correction_order", at=house.clock.time, case=case
    )


def remedied(house: House, case: Case, result: str) -> Activity:
    """The party sued on 8 April, and that ended on the 20th."""
    house.clock.set("2026-04-08 09:00")
    acts.add_activity(by=house.officer, kind="remedy_sought", start=house.clock.time, case=case)
    house.clock.set("2026-04-20 09:00")
    return acts.add_activity(
        by=house.officer, kind="remedy_ended", start=house.clock.time, case=case,
        details={"remedy": {"result": result}},
    )  # fmt: skip


def test_what_a_revoked_decision_ordered_rests_until_somebody_lets_it_go(house: House) -> None:
    """行政复议法 art. 64, 行政诉讼法 art. 70: what was revoked has no force."""
    case, due = fined(house)
    pay(by=house.officer, due=due, amount_fen=20_000, at=house.clock.time, receipt="C1")
    [apart] = order(
        by=house.officer, case=case, document=order_to_correct(house, case).ref,
        items=[Ordered("rectification", "清理", None, beijing("2026-03-20 23:59:59"))],
    )  # fmt: skip
    remedied(house, case, "revoked")
    house.clock.set("2026-06-01 09:00")

    fine, order_apart = standing_of(house.officer, case).owed

    assert (fine.state, fine.surcharge, fine.paid_fen) == ("rests", None, 20_000)
    assert (order_apart.state, order_apart.row.pk) == ("overdue", apart.pk)  # a paper of its own
    assert [one.word for one in standing_of(house.officer, case).steps] == ["check"]
    assert list(open_dues(house.officer)) == [apart]
    assert [one.due for one in late_beside(house.officer)] == [apart.due]
    [said] = [
        one for one in gates_of_step(house.officer, case, "court", house.clock.time)
        if one.gate.condition == "court_time"
    ]  # fmt: skip
    assert "撤销" in said.verdict.why
    page = Desk(house, "officer").open(f"/cases/{case.pk}/dues/")
    assert page.says("已缴 200")
    assert not page.says("加处罚款 ")
    # the word of whoever entered the remedy takes no fine away; the paper does
    with pytest.raises(BadFactError):
        drop(by=house.officer, due=due, reason="判决撤销")


def test_a_decision_that_was_changed_keeps_what_it_orders_and_asks(house: House) -> None:
    case, _due = fined(house)
    remedied(house, case, "changed")
    house.clock.set("2026-06-01 09:00")
    standing = standing_of(house.officer, case)
    assert (standing.owed[0].state, standing.compare) == ("overdue", "changed")
    assert Desk(house, "officer").open(f"/cases/{case.pk}/dues/").says("变更")


def test_a_later_court_that_upholds_wakes_what_rested(house: House) -> None:
    case, _due = fined(house)
    remedied(house, case, "revoked")
    assert [one.word for one in standing_of(house.officer, case).steps] == ["undone"]
    house.clock.set("2026-05-01 09:00")
    acts.add_activity(by=house.officer, kind="remedy_sought", start=house.clock.time, case=case)
    house.clock.set("2026-05-20 09:00")
    acts.add_activity(
        by=house.officer, kind="remedy_ended", start=house.clock.time, case=case,
        details={"remedy": {"result": "upheld"}},
    )  # fmt: skip
    assert standing_of(house.officer, case).owed[0].state == "overdue"


def test_what_is_decided_anew_is_owed_by_the_new_decision_alone(house: House) -> None:
    case, _due = fined(house)
    remedied(house, case, "changed")
    house.clock.set("2026-06-01 09:00")
    Case.objects.within(case.bureau_id).update(ending="anew", concluded_at=house.clock.time)
    case.refresh_from_db()
    refresh(case, house.clock.time)
    [owed] = standing_of(house.officer, case).owed
    assert (owed.state, owed.surcharge) == ("rests", None)
    assert not open_dues(house.officer).exists()
    assert late_beside(house.officer) == []


def test_each_of_two_parties_ends_its_own_remedy(house: House) -> None:
    """处罚法 art. 73: the surcharge stands still as long as one of them goes on."""
    case, _due = fined(house)
    add_participant(by=house.officer, case=case, role="party", told={"name": "船长甲"})
    house.clock.set("2026-03-27 12:00")
    desk = Desk(house, "officer")
    enter = f"/cases/{case.pk}/add/activity/?kind="
    for who, day in (("某渔业公司", "18"), ("船长甲", "20")):
        desk.open(f"{enter}remedy_sought").send(422, start=f"2026-03-{day}T09:00")
        desk.send(start=f"2026-03-{day}T09:00", remedy_who=who)
    ended = {"start": "2026-03-24T09:00", "remedy_result": "revoked"}
    desk.open(f"{enter}remedy_ended").send(remedy_who="船长甲", **ended)
    with pytest.raises(BadFactError):  # it has ended
        acts.add_activity(
            by=house.officer, kind="remedy_ended", start=house.clock.time, case=case,
            details={"remedy": {"who": "船长甲"}},
        )  # fmt: skip

    standing = standing_of(house.officer, case)

    assert standing.remedies == (
        (beijing("2026-03-18 09:00"), None),
        (beijing("2026-03-20 09:00"), beijing("2026-03-24 09:00")),
    )
    [found] = Activity.objects.within(case.bureau_id).filter(kind="remedy_ended")
    assert desk.open(f"/cases/{case.pk}/activity/{found.item}/").says("船长甲")


def test_whose_remedy_ended_is_said_where_several_go_on(house: House) -> None:
    case, _due = fined(house)
    for who in ("甲", "乙"):
        acts.add_activity(
            by=house.officer, kind="remedy_sought", start=house.clock.time, case=case,
            details={"remedy": {"who": who}},
        )  # fmt: skip
    with pytest.raises(BadFactError, match="哪一方"):
        acts.add_activity(by=house.officer, kind="remedy_ended", start=house.clock.time, case=case)


def test_what_was_revoked_for_one_party_is_still_owed_by_the_other(house: House) -> None:
    case, due = fined(house)
    other = acts.add_document(
        by=house.officer, kind="decision", at=house.clock.time, case=case,
        fields={"party": "船长甲"},
    )  # fmt: skip
    [his] = order(
        by=house.officer, case=case, document=other.ref, items=[Ordered("fine", "", FINE)]
    )
    house.clock.set("2026-04-20 09:00")
    results = {"某渔业公司": "revoked", "船长甲": "upheld"}
    for hours, (who, result) in enumerate(results.items()):
        said = {"by": house.officer, "case": case, "start": house.clock.later(hours=hours)}
        acts.add_activity(kind="remedy_sought", details={"remedy": {"who": who}}, **said)
        note = {"who": who, "result": result}
        acts.add_activity(kind="remedy_ended", details={"remedy": note}, **said)
    states = {one.row.pk: one.state for one in standing_of(house.officer, case).owed}
    assert states[due.pk] == "rests"
    assert states[his.pk] != "rests"


def test_the_surcharge_of_one_party_grows_while_another_seeks_a_remedy(house: House) -> None:
    """处罚法 art. 73(3): the fine of whoever seeks a remedy does not grow; another's does."""
    case, due = fined(house)
    Document.objects.within(case.bureau_id).filter(type="decision").update(
        fields={"party": "某渔业公司"}
    )
    house.clock.set("2026-03-10 09:00")
    sought = {"by": house.officer, "kind": "remedy_sought", "case": case}
    acts.add_activity(start=house.clock.time, details={"remedy": {"who": "船长甲"}}, **sought)
    house.clock.set("2026-03-27 12:00")
    [owed] = standing_of(house.officer, case).owed
    assert owed.row == due
    assert owed.surcharge is not None
    assert owed.surcharge.paused_days == 0
    grown = owed.surcharge.days
    acts.add_activity(start=house.clock.time, details={"remedy": {"who": "某渔业公司"}}, **sought)
    house.clock.set("2026-04-03 12:00")
    [owed] = standing_of(house.officer, case).owed
    assert owed.surcharge is not None
    assert owed.surcharge.days == grown - 1  # of the day on which it was sought, none
    acts.add_activity(
        by=house.officer, kind="remedy_ended", start=house.clock.time, case=case,
        details={"remedy": {"who": "某渔业公司"}},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sought", "ended", "expected"),
    [
        # of a provincial platform or an older case: nobody says whose it is
        (["reconsideration 1", "reconsideration 2"], ["4"], [4, None]),
        (["reconsideration 1", "reconsideration 2"], ["4", "6"], [4, 6]),
        (["reconsideration 1", "litigation 3"], ["6"], [6, 6]),
        (["reconsideration 1", "litigation 5"], ["4", "6"], [4, 6]),
        (
            ["reconsideration 1 甲", "litigation 3 甲", "reconsideration 2 乙"],
            ["6 甲"],
            [6, 6, None],
        ),
        (["reconsideration 1 甲", "reconsideration 2 乙"], ["6"], [6, None]),
        (["reconsideration 1", "reconsideration 2 乙"], ["4 乙", "6 甲"], [6, 4]),
    ],
)
def test_remedies_of_which_nobody_says_whose_they_are_end_one_by_one(
    sought: list[str], ended: list[str], expected: list[int | None]
) -> None:
    def day(number: str) -> datetime:
        return beijing(f"2026-03-0{number} 09:00")

    def noted(who: list[str]) -> dict[str, Any]:
        return {"remedy": {"who": who[0]}} if who else {}

    rows = []
    for text in sought:
        kind, number, *who = text.split()
        attrs = {"kind": kind}
        rows.append(
            Activity(kind="remedy_sought", start=day(number), attrs=attrs, details=noted(who))
        )
    for text in ended:
        number, *who = text.split()
        rows.append(Activity(kind="remedy_ended", start=day(number), details=noted(who)))
    found = {(one.start, one.who): one.end for one in remedies_in(rows)}
    asked = [text.split() for text in sought]
    ends = [found[day(number), "".join(who)] for _kind, number, *who in asked]
    assert ends == [day(str(one)) if one else None for one in expected]


def test_of_several_parties_it_is_said_who_owes_and_whose_remedy_goes_on(house: House) -> None:
    """What is late of one goes to the court while another's remedy goes on (强制法 art. 53)."""
    case, _due = two_fined(house)
    seeks_a_remedy(house, case, "船长甲")
    house.clock.set("2026-05-20 09:00")

    found = {one.word: one.who for one in standing_of(house.officer, case).steps}
    page = Desk(house, "officer").open(f"/cases/{case.pk}/dues/")

    assert found == {"remedy": ("船长甲",), "demand": ()}
    assert page.text.count("某渔业公司") == 1, "beside the fine, and not as the party of all"
    assert page.text.count("船长甲") == 3, "beside the fine, the step and the remedy"
    gates = gates_of_step(house.officer, case, "court", house.clock.time)
    [said] = [one for one in gates if one.gate.condition == "court_time"]
    assert "正在" in said.verdict.why or "复议" in said.verdict.why
    acts.add_activity(
        by=house.officer, kind="remedy_ended", start=house.clock.time, case=case,
        details={"remedy": {"who": "船长甲", "result": "changed"}},
    )  # fmt: skip
    assert page.open(f"/cases/{case.pk}/dues/").text.count("船长甲") == 2
    assert standing_of(house.officer, case).compared == "船长甲"


def test_what_was_revoked_for_one_party_is_still_enforced_against_the_other(house: House) -> None:
    """行政强制法 art. 53: the court is asked about the decision that stands."""
    case, due = two_fined(house)
    remedy = {"who": "船长甲"}
    for kind, day in (("remedy_sought", "2026-04-20"), ("remedy_ended", "2026-05-20")):
        house.clock.set(f"{day} 09:00")
        acts.add_activity(
            by=house.officer, kind=kind, start=house.clock.time, case=case,
            details={"remedy": remedy},
        )  # fmt: skip
        remedy |= {"result": "revoked"}

    def lacks() -> str:
        gates = gates_of_step(house.officer, case, "court", house.clock.time)
        [said] = [one for one in gates if one.gate.condition == "court_time"]
        return said.verdict.why

    assert "撤销" not in lacks()
    Due.objects.within(case.bureau_id).filter(pk=due.pk).update(done_at=house.clock.time)
    assert "撤销" in lacks()


def seeks_a_remedy(house: House, case: Case, who: str) -> None:
    """That party asks for reconsideration or sues, some weeks after the decision."""
    house.clock.set("2026-04-20 09:00")
    acts.add_activity(
        by=house.officer, kind="remedy_sought", start=house.clock.time, case=case,
        details={"remedy": {"who": who}},
    )  # fmt: skip


def test_a_remedy_of_a_company_pauses_no_fine_of_its_branch(house: House) -> None:
    """行政处罚法 art. 73: of two names one of which begins with the other, each has its own."""
    case, due = fined(house)
    papers = Document.objects.within(case.bureau_id).filter(type="decision")
    papers.update(fields={"party": "某渔业公司大连分公司"})
    acts.add_document(
        by=house.officer, kind="decision", at=house.clock.time, case=case,
        fields={"party": "某渔业公司"},
    )  # fmt: skip
    seeks_a_remedy(house, case, "某渔业公司")
    assert not course_of(case).is_fought(due.document_ref)
    papers.filter(fields__party="某渔业公司").update(fields={"party": "某渔业公司、某船"})
    assert not course_of(case).is_fought(due.document_ref)
    papers.filter(ref=due.document_ref).update(fields={"party": "某渔业公司大连分公司、某渔业公司"})
    assert course_of(case).is_fought(due.document_ref)


@pytest.mark.parametrize("said", ["船长甲（某船船主）", "船长甲 男 汉族", "船长甲，某船船主"])
def test_a_remedy_counts_where_the_decision_says_more_than_the_name(
    house: House, said: str
) -> None:
    """行政处罚法 art. 73(3): no surcharge grows meanwhile, and no court is asked."""
    case, due = fined(house)
    papers = Document.objects.within(case.bureau_id).filter(type="decision")
    papers.update(fields={"party": said})
    acts.add_document(
        by=house.officer, kind="prior_notice", at=house.clock.time, case=case,
        fields={"party": "船长甲"},
    )  # fmt: skip
    seeks_a_remedy(house, case, "船长甲")
    for course in (course_of(case), courses_of([case])[case.pk]):
        assert course.is_fought(due.document_ref)


def test_what_was_revoked_for_a_company_does_not_rest_for_its_branch(house: House) -> None:
    case, due = fined(house)
    papers = Document.objects.within(case.bureau_id).filter(type="decision")
    papers.update(fields={"party": "某渔业公司大连分公司"})
    told = {"name": "某渔业公司大连分公司", "kind": "organization"}
    add_participant(by=house.officer, case=case, role="party", told=told)
    house.clock.set("2026-05-20 09:00")
    for details in ({"who": "某渔业公司"}, {"who": "某渔业公司", "result": "revoked"}):
        acts.add_activity(
            by=house.officer, kind="remedy_ended" if "result" in details else "remedy_sought",
            start=house.clock.later(minutes=1), case=case, details={"remedy": details},
        )  # fmt: skip
    assert due not in resting(house.bureau.pk)
    papers.update(fields={"party": "某渔业公司、某船"})
    assert due in resting(house.bureau.pk)


def test_what_was_revoked_without_saying_for_whom_rests(house: House) -> None:
    """A case of one party: nobody asks whose remedy it is."""
    case, due = fined(house)
    papers = Document.objects.within(case.bureau_id).filter(type="decision")
    papers.update(fields={"party": "某渔业公司"})
    house.clock.set("2026-05-20 09:00")
    for kind, details in (("remedy_sought", {}), ("remedy_ended", {"result": "revoked"})):
        acts.add_activity(
            by=house.officer, kind=kind, start=house.clock.later(minutes=1), case=case,
            details={"remedy": details},
        )  # fmt: skip
    assert due in resting(house.bureau.pk)
