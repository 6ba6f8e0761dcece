# SPDX-License-Identifier: Apache-2.0
"""What looks wrong in a draft stands at its field; only what cannot be true keeps it back."""

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.chairing import doubt_of_chair
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import Draft
from liuhen.apps.cases.papers.doubts import doubts_of
from liuhen.apps.cases.papers.drafts import form_of_draft, save_draft
from liuhen.apps.cases.papers.issuing import issue
from liuhen.apps.cases.papers.printing import PaperError
from liuhen.apps.cases.participants.acts import add_participant
from liuhen.apps.cases.recusal import ask_recusal, decide_recusal
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.limits import set_limit
from support.desk import Desk
from support.house import House
from support.paperwork import started

pytestmark = pytest.mark.usefixtures("own_home", "english")


def words(draft: Draft) -> list[tuple[str, str]]:
    return [(one.field, one.word) for one in doubts_of(draft, form_of_draft(draft), draft.values)]


def test_numbers_that_do_not_check_are_doubted_at_their_fields(house: House) -> None:
    draft = started(
        house, "start_approval", party_identity="110105194912310021", party_phone="12800138000",
        party_code="91350100M000100Y44", started_at="2026-03-02T07:30:00+08:00",
    )  # fmt: skip

    found = doubts_of(draft, form_of_draft(draft), draft.values)

    assert [(one.field, one.word) for one in found] == [
        ("party_code", "code_check"),
        ("party_identity", "identity_check"),
        ("party_phone", "telephone"),
    ]
    assert not any(one.stops for one in found)


def test_a_text_that_tells_who_informed_is_doubted_for_whoever_may_know_it(house: House) -> None:
    case = house.case()
    add_participant(
        by=house.officer, case=case, role="complainant", told={},
        secret={"name": "欧阳秘密鹤", "telephone": "13800001234"},
    )  # fmt: skip
    draft = started(house, "source_register", case, facts="来电13800001234：码头有人卖幼鱼。")
    form = form_of_draft(draft)

    def told(by: Viewer | None) -> list[tuple[str, str]]:
        found = doubts_of(draft, form, {"facts": draft.values["facts"]}, by=by)
        return [(one.field, one.word) for one in found]

    assert told(house.officer) == [("facts", "informant")]
    assert told(house.viewer("colleague")) == []  # nobody finds the name by trying
    # a name that this draft itself says closed is doubted too
    values = {"informant": "李四光", "facts": "李四光反映：码头有人卖幼鱼。"}
    assert [one.field for one in doubts_of(draft, form, values, by=house.officer)] == ["facts"]


def test_an_unknown_device_is_doubted_where_a_party_confirms_what_it_saw(house: House) -> None:
    draft = started(house, "playback_confirmation", device="X-404")
    assert ("device", "device") in words(draft)


def test_what_was_seen_or_done_is_not_still_to_come(house: House) -> None:
    """004 art. 18"""
    later = "2026-03-02T09:30:00+08:00"
    draft = started(house, "playback_confirmation", record_to=later)
    assert ("record_to", "to_come") in words(draft)
    start = started(house, "start_approval", started_at=later)
    assert ("started_at", "to_come") in words(start)
    house.clock.set("2026-03-02 09:30")
    assert ("record_to", "to_come") not in words(draft)


def test_a_hearing_too_soon_and_a_chair_who_investigated_are_doubted(house: House) -> None:
    """处罚法 art. 64(2) and (4): seven working days before, and by nobody who investigated."""
    case = house.case()
    soon = {"planned": "2026-03-11T09:00:00+08:00", "chair": "officer"}
    draft = started(house, "hearing_notice", case, **soon)
    assert words(draft) == [("planned", "hearing_soon"), ("chair", "chair_investigated")]
    later = {"planned": "2026-03-12T09:00:00+08:00", "chair": "section_head"}
    draft = save_draft(
        by=house.officer, draft=draft.pk, revision=draft.revision, values=draft.values | later
    )
    assert words(draft) == []
    page = Desk(house, "officer").open(f"/papers/drafts/{draft.pk}/")
    page.send(planned="2026-03-11T09:00")
    assert page.says("7个工作日前")
    page.send(chair="officer（执法一科）")
    assert page.says("听证主持人不得是本案调查人员"), "also with more than the name"
    page.send(chair="legal_reviewer")
    assert page.says("没有其他人可以审核"), "who chairs reviews no more"
    record = started(house, "hearing_record", case, chair="officer")
    assert ("chair", "chair_investigated") in words(record)


def test_a_chair_is_known_whatever_blanks_the_name_has_and_by_having_withdrawn(
    house: House,
) -> None:
    """行政处罚法第四十三条、第六十四条第四项"""
    case, now = house.case(), house.clock.now()
    acts.add_activity(
        by=house.officer, kind="inquiry", start=now, end=now, case=case,
        officers=[{"name": "王 某"}, {"name": "张三"}],
    )  # fmt: skip
    for name in ("王 某", "王某", "王某（二科）", "张 三", "张三 科长"):
        assert doubt_of_chair(case, now, name) == "chair_investigated", name
    assert doubt_of_chair(case, now, "王") == doubt_of_chair(case, now, " ") == ""
    stranger = house.people["stranger"]
    assert doubt_of_chair(case, now, "stranger") == ""
    asked = ask_recusal(
        by=house.officer, case=case, person=stranger, asked_by="当事人", ground="亲属"
    )
    decide_recusal(by=house.head, recusal=asked, granted=True, reason="是亲属")
    assert doubt_of_chair(case, now, "stranger（二科）") == "chair_withdrew"
    assert doubt_of_chair(case, now, "别名", stranger.pk) == "chair_withdrew"
    page = Desk(house, "officer").open(f"/cases/{case.pk}/add/activity/?kind=hearing")
    page.send(chair=str(stranger.pk), start=f"{now:%Y-%m-%dT%H:%M}", end=f"{now:%Y-%m-%dT%H:%M}")
    assert page.says("已回避")
    assert page.says("请另行指定。已如实保存")


@pytest.mark.parametrize(
    ("penalty", "fine", "doubted"),
    [
        ("罚款50000元，吊销捕捞许可证", "50000", True),
        ("罚款200元", "200", False),
        ("罚款20000元", "20000", True),
    ],
)
def test_a_notice_that_denies_a_hearing_is_doubted(
    house: House, penalty: str, fine: str, *, doubted: bool
) -> None:
    """处罚法 art. 63: by the kind of penalty, or from the sum that the place has set."""
    set_limit(by=house.viewer("admin"), word="fine-person", value=2000000, source="省规定")
    case = house.case(party_name="王某", party_kind="person")
    draft = started(house, "prior_notice", case, penalty=penalty, fine=fine, hearing=False)
    assert (("hearing", "hearing_right") in words(draft)) is doubted


def test_a_form_is_not_written_before_anything_of_the_case(house: House) -> None:
    house.clock.set("2026-03-10 09:00")
    case = house.case()
    early = started(house, "start_approval", case, time="2020-01-01T09:00:00+08:00")
    assert ("time", "before_all") in words(early)
    same_day = started(house, "start_approval", case, time="2026-03-10T08:00:00+08:00")
    assert ("time", "before_all") not in words(same_day)


def test_words_are_no_telephone_unless_they_say_that_there_is_none(house: House) -> None:
    typed = {"person": "王某", "relation": "party", "phone": "一二三"}
    assert ("phone", "telephone") in words(started(house, "inquiry_record", **typed))
    none = started(house, "inquiry_record", **typed | {"phone": "拒绝提供"})
    assert ("phone", "telephone") not in words(none)


def test_the_words_of_a_report_are_doubted_where_they_do_not_read_so(house: House) -> None:
    """The decision prints 根据…的规定 around the provisions; the notice tells no advice."""
    case = house.case()
    of_report = "违反《条例》第四十一条，依据第七十条。"
    decision = started(house, "penalty_decision", case, legal_basis=of_report)
    assert ("legal_basis", "in_sentence") in words(decision)
    plain = started(house, "penalty_decision", case, legal_basis="《条例》第七十条第一款")
    assert ("legal_basis", "in_sentence") not in words(plain)
    notice = started(house, "prior_notice", case, penalty="建议罚款500元", legal_basis=of_report)
    assert ("penalty", "advice") in words(notice)
    assert ("legal_basis", "in_sentence") not in words(notice)


def test_an_end_before_the_start_is_refused(house: House) -> None:
    draft = started(house, start="2026-03-02T10:00:00+08:00", end="2026-03-02T09:00:00+08:00")
    with pytest.raises(BadFactError, match="结束"):
        issue(by=house.officer, draft=draft.pk, revision=draft.revision)


def test_a_character_without_a_font_is_named_with_its_field_and_code(house: House) -> None:
    draft = started(house, party="王\U00030000")
    found = doubts_of(draft, form_of_draft(draft), draft.values)
    assert [(one.field, one.word) for one in found if one.stops] == [("party", "no_font")]

    with pytest.raises(PaperError) as caught:
        issue(by=house.officer, draft=draft.pk, revision=draft.revision)

    assert "U+30000" in str(caught.value)
    assert "被检查人" in str(caught.value)


def test_a_recorder_who_chairs_or_investigated_is_doubted(house: House) -> None:
    """行政处罚法第六十四条"""
    record = started(house, "hearing_record", chair="section_head", recorder="section_head（一科）")
    assert ("recorder", "recorder_chairs") in words(record)
    record = started(house, "hearing_record", chair="section_head", recorder="officer")
    assert ("recorder", "recorder_investigated") in words(record)
    record = started(house, "hearing_record", chair="section_head", recorder="legal_reviewer")
    assert "recorder" not in dict(words(record))
