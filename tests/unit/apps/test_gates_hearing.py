# SPDX-License-Identifier: Apache-2.0
"""Gates about hearings: told of, held, in time, rested on."""

import pytest

from liuhen.apps.cases.papers.gating import gates_at_issuing
from liuhen.apps.rules.errors import BadLimitError, NotPermittedError
from liuhen.apps.rules.forms import form_of
from liuhen.apps.rules.limits import limits_of, limits_set, set_limit
from support.desk import Desk
from support.gating import english, event, paper, state
from support.house import House
from support.paperwork import issued

__all__ = ["english"]


def test_major_rights_ask_for_a_review_once_a_hearing_was_held(house: House) -> None:
    """行政处罚法第五十八条第一款第二项"""
    case = house.case()
    assert state(house, case, "legal-review", grounds=["major-rights"]) == ""

    event(house, case, "hearing")
    assert state(house, case, "legal-review", grounds=["major-rights"]) == "open"


def test_a_large_fine_needs_the_place_to_say_what_is_large(house: House) -> None:
    """行政处罚法第六十三条: "large" is a number of the place, never one of the program."""
    case = house.case(party_kind="person")
    paper(house, case, "prior_notice", penalty="罚款20000元")

    assert state(house, case, "hearing-told") == "unknown"
    assert state(house, case, "hearing-told", grounds=["hearing-asked"]) == "open"
    event(house, case, "rights_informed", attrs={"rights": ["hearing"], "manner": "written"})
    assert state(house, case, "hearing-told", grounds=["hearing-asked"]) == "held"


def test_what_is_large_is_set_by_the_bureau_with_its_source(house: House) -> None:
    case = house.case(party_kind="person")
    paper(house, case, "prior_notice", penalty="罚款20000元")
    admin = house.viewer("admin")

    set_limit(by=admin, word="fine-person", value=2_000_001, source="某省听证规定第三条")
    assert state(house, case, "hearing-told") == ""
    set_limit(by=admin, word="fine-person", value=2_000_000, source="某省听证规定第三条（修订）")
    assert state(house, case, "hearing-told") == "open"

    assert limits_of(house.bureau.pk) == {"fine-person": 2_000_000}
    assert [bool(row.superseded_at) for row in limits_set(admin)] == [False, True]
    for values in ({"word": "moon"}, {"value": 0}, {"source": " "}):
        plain = {"word": "fine-person", "value": 1, "source": "x"}
        with pytest.raises(BadLimitError):
            set_limit(by=admin, **{**plain, **values})
    with pytest.raises(NotPermittedError):
        set_limit(by=house.head, word="fine-person", value=1, source="x")


def test_a_hearing_that_was_asked_for_is_held_after_seven_working_days(house: House) -> None:
    """行政处罚法第六十三条至第六十五条、第八十五条"""
    case = house.case()
    house.clock.set("2026-04-01 08:00")
    event(house, case, "hearing_requested")
    assert state(house, case, "hearing-held") == "open"

    event(house, case, "hearing_notified", "2026-03-02 09:00")
    event(house, case, "hearing", "2026-03-11 09:00")
    assert state(house, case, "hearing-held") == "held"
    assert state(house, case, "hearing-notice") == "open"  # the seventh day itself

    other = house.case()
    event(house, other, "hearing_notified", "2026-03-02 09:00")
    event(house, other, "hearing", "2026-03-12 09:00")
    assert state(house, other, "hearing-notice") == "held"


def test_the_decision_rests_on_the_record_of_the_hearing(house: House) -> None:
    """行政处罚法第六十五条"""
    case = house.case()
    assert state(house, case, "hearing-record") == ""
    event(house, case, "hearing")
    assert state(house, case, "hearing-record") == "open"
    paper(house, case, "hearing_record", chair="legal_reviewer")
    assert state(house, case, "hearing-record") == "held"


@pytest.mark.parametrize(
    ("penalty", "found"),
    [
        ("吊销许可证", "open"),
        ("责令停产停业", "open"),
        ("警告", ""),
        ("没收违法所得5万元", "unknown"),
    ],
)
def test_the_words_of_a_penalty_ask_for_the_right_to_a_hearing(
    house: House, penalty: str, found: str
) -> None:
    """行政处罚法第六十三条: which words is data of the gate."""
    case = house.case()
    paper(house, case, "prior_notice", penalty=penalty)
    assert state(house, case, "hearing-told") == found


def test_a_large_confiscation_is_told_of_a_hearing(house: House) -> None:
    case = house.case()
    admin = house.viewer("admin")
    set_limit(by=admin, word="confiscation-organisation", value=5_000_000, source="某省规定")
    paper(house, case, "prior_notice", penalty="没收违法所得49999元")
    assert state(house, case, "hearing-told") == ""
    paper(house, case, "decision", penalty="没收违法所得5万元")
    assert state(house, case, "hearing-told") == "open"


def test_how_long_before_a_hearing_is_said_by_the_law_of_the_kind_of_case(house: House) -> None:
    """行政处罚法第六十四条第二项、行政许可法第四十八条第一项"""
    desk = Desk(house, "officer")
    said = {
        "penalty": "《行政处罚法》第六十四条第二项",
        "licensing": "《行政许可法》第四十八条第一项",
    }
    for kind, law in said.items():
        case = house.case(kind=kind)
        assert desk.open(f"/cases/{case.pk}/hearing/").says(law), kind
    assert not desk.says("行政处罚法")
    assert not desk.open(f"/cases/{house.case(kind='levy').pk}/hearing/").says("个工作日通知")

    house.clock.set("2026-03-12 09:00")
    licence = house.case(kind="licensing")
    event(house, licence, "hearing_notified", "2026-03-02 09:00")
    event(house, licence, "hearing", "2026-03-11 09:00")
    assert state(house, licence, "licence-hearing-notice") == "open"


@pytest.mark.parametrize(
    ("chair", "recorder", "why"),
    [
        ("officer", "colleague", "names as chair somebody who investigated"),
        ("legal_reviewer", "officer", "names as recorder somebody who investigated"),
        ("legal_reviewer", "legal_reviewer（法制科）", "one person as chair and as recorder"),
        ("legal_reviewer", "section_head", ""),
    ],
)
def test_whom_a_paper_of_a_hearing_names_is_asked_about_as_it_is_issued(
    house: House, chair: str, recorder: str, why: str
) -> None:
    """行政处罚法第六十四条第四项: "hearing-people"; what was done is recorded with the reason."""
    case = house.case()
    for form in ("hearing_record", "hearing_notice"):
        used = form_of(house.bureau, form, house.clock.time.date())
        says = {"chair": chair, "recorder": recorder}
        found = gates_at_issuing(house.officer, case, used, says)
        [asked] = [one for one in found if one.gate.id == "hearing-people"]
        assert asked.stops == bool(why)
        assert why in asked.verdict.why
        assert asked.may_override
    assert state(house, case, "hearing-people", "") == ""


@pytest.mark.usefixtures("own_home")
def test_an_investigator_who_chairs_confirms_it_before_signing(house: House) -> None:
    """行政处罚法第六十四条第四项: nobody signs as chair unasked; the page says what is doubtful."""
    record = issued(house, "hearing_record", chair="officer", recorder="legal_reviewer")
    desk = Desk(house, "officer").open(f"/papers/{record.pk}/sign/")
    assert not desk.says("checked")
    desk.send(422, role="hearing_chair")
    assert desk.says("处罚法第六十四条")
    desk.send(role="hearing_chair", so="on")
    desk.open(f"/papers/{record.pk}/sign/").send(422, role="officer")
    assert desk.says("您已作为主持人")
    page = desk.open(f"/cases/{record.case_id}/")
    assert page.says("主持人 officer"), "though the contract has no role for a chair"
