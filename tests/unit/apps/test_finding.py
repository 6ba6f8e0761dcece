# SPDX-License-Identifier: Apache-2.0
"""Searches: a golden set that both databases answer alike, and who finds what.

The answers of the golden set are written by hand. `make test` runs it on SQLite and PostgreSQL.
"""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liuhen.apps.cases import acts
from liuhen.apps.cases.models import Paper
from liuhen.apps.cases.papers import issuing
from liuhen.apps.cases.papers.drafts import begin_draft, save_draft
from liuhen.apps.cases.papers.printing import Sealed
from liuhen.apps.cases.participants.acts import add_participant, end_participant
from liuhen.apps.evidence.marks import add_mark, correct_mark, withdraw_mark
from liuhen.apps.evidence.models import Original
from liuhen.apps.finding_aid import index, searching
from liuhen.apps.finding_aid.models import SearchEntry
from liuhen.apps.finding_aid.rebuilding import rebuild
from liuhen.apps.finding_aid.searching import Asked, numbered, search
from liuhen.apps.people.roles import Role
from liuhen.paper.sample import sample_values
from liuhen.paper.standard import standard_forms
from support.footage import Footage
from support.house import Clock, House
from support.paperwork import ANY_REASON, let_pass
from support.searching import AT, Filled, found

GOLDEN = {
    "李晓峰": ["case", "document", "participant"],
    "晓峰": ["case", "document", "participant"],
    "捕捞": ["case", "case"],
    "中华鲟": ["document"],
    "华鲟": ["document"],
    "鲟": ["document"],
    "𬶮": ["document"],
    "有𬶮鱼": ["document"],
    "12": ["document"],  # full-width in the text, parted by a comma
    "12,000元": ["document"],
    "１２，０００": ["document"],
    "a0815": ["document"],
    "闽渔a": ["document"],
    "815": ["document"],
    "0815车": [],  # not across the end of a sentence
    "渔港码头": ["activity", "document"],
    "渔港 鲟": ["document"],
    "码头渔港": [],
    "李峰": [],  # two signs that do not stand together
    "质疑罚款": ["incident"],
    "WANG": ["participant"],
    "ang wei": ["participant"],
    "wangwei": ["participant"],
    "解放路18": ["participant"],
    "刺网": ["thing"],
    "移送": ["received"],
    "海警局": ["received"],
    "全程录音": ["mark"],
    "DSJ-0042": ["device"],
    "dsj0042": ["device"],
    "0042": ["device"],
    "東海": [],
    "": [],
    "，。": [],
    "%": [],
    "捕_捞": ["case", "case"],  # signs do not count
    '"捕捞" OR *': [],
    "捕捞' & '": ["case", "case"],
}


def test_the_golden_set_gives_the_same_answers_on_both_databases(filled: Filled) -> None:
    assert {words: found(filled.house.head, words) for words in GOLDEN} == GOLDEN


def test_all_of_the_golden_set_stands_after_a_rebuild(filled: Filled) -> None:
    head, before = filled.house.head, SearchEntry._base_manager.count()
    assert rebuild() == before
    assert {words: found(head, words) for words in GOLDEN} == GOLDEN
    SearchEntry._base_manager.all().delete()
    assert found(head, "捕捞") == []
    assert rebuild() == before
    assert {words: found(head, words) for words in GOLDEN} == GOLDEN


def test_a_rebuild_takes_out_what_belongs_to_nothing(filled: Filled, clock: Clock) -> None:
    entry = SearchEntry._base_manager.get(kind="thing")
    index.remove([entry.subject])
    entry.subject = filled.house.section.pk
    index._add([entry], clock.now())
    clock.later(seconds=1)
    assert found(filled.house.head, "流刺网") == ["thing"]
    rebuild()
    assert SearchEntry._base_manager.filter(subject=filled.house.section.pk).count() == 0
    assert found(filled.house.head, "流刺网") == ["thing"]


# ---------------------------------------------------------------- what is taken back


def test_a_correction_is_found_and_what_it_corrects_no_more(filled: Filled) -> None:
    by = filled.house.officer
    made = acts.correct_fact(
        by=by, fact=filled.paper, reason="笔误", fields={"content": "出售大黄鱼"}
    )
    assert found(by, "中华鲟") == []
    assert found(by, "大黄鱼") == ["document"]
    acts.withdraw_fact(by=by, fact=made, reason="重复")
    assert found(by, "大黄鱼") == []


def test_the_text_of_a_document_stands_as_its_form_has_it(filled: Filled) -> None:
    """PostgreSQL gives fields back by the length of their names, whatever a form says."""
    house = filled.house
    case = house.case()
    acts.add_document(
        by=house.officer, kind="decision", at=house.clock.time, case=case,
        fields={"own": "另附照片", "remedies": "可以申请复议", "facts": "查获鲍鱼三筐"},
    )  # fmt: skip
    [entry] = SearchEntry.objects.within(house.bureau.pk).filter(text__contains="鲍鱼")
    said = [entry.text.index(word) for word in ("鲍鱼", "复议", "照片")]
    assert said == sorted(said)
    rebuild()
    [again] = SearchEntry.objects.within(house.bureau.pk).filter(text__contains="鲍鱼")
    assert again.text == entry.text


def test_a_mark_is_found_by_the_words_of_its_button(filled: Filled) -> None:
    by, film = filled.house.officer, Original.objects.within(filled.house.bureau.pk).first()
    assert film is not None
    mark = add_mark(by=by, original=film, at_ms=5, word="items", text="")
    assert found(by, "涉案物品") == ["mark"]
    assert found(by, "涉案物品", kind="mark") == ["mark"]
    withdraw_mark(by=by, mark=mark, reason="误按")
    assert found(by, "涉案物品") == []


def test_marks_participants_and_names_of_cases_follow(filled: Filled) -> None:
    by, case = filled.house.officer, filled.case
    film = Footage(filled.house).original(
        "2026-03-02 07:40", minutes=5, section=filled.house.section, officer=by.person.name
    )
    mark = add_mark(by=by, original=film, at_ms=1, word="told", text="第一次说明")
    mark = correct_mark(by=by, mark=mark, reason="补充", text="第二次说明")
    assert found(by, "第一次说明") == []
    assert found(by, "第二次说明") == ["mark"]
    withdraw_mark(by=by, mark=mark, reason="重复")
    assert found(by, "第二次说明") == []
    row = add_participant(by=by, case=case, role="witness", told={"name": "赵目击"})
    assert found(by, "赵目击") == ["participant"]
    end_participant(by=by, participant=row, reason="误填")
    assert found(by, "赵目击") == []
    acts.correct_case(by=filled.house.head, case=case, reason="误", title="李晓峰收购水产品案")
    assert found(by, "收购水产") == ["case"]
    assert found(by, "非法捕捞") == []


def test_an_act_that_fails_leaves_nothing_to_be_found(filled: Filled) -> None:
    before = SearchEntry._base_manager.count()

    def broken(*_: object) -> None:
        raise RuntimeError

    with patch("liuhen.apps.trace.journal._append", broken), pytest.raises(RuntimeError):
        filled.house.case(title="不成之案")
    assert SearchEntry._base_manager.count() == before
    assert found(filled.house.head, "不成之案") == []


# ---------------------------------------------------------------- who finds what


def test_each_finds_what_he_or_she_sees(filled: Filled) -> None:
    house = filled.house
    assert found(house.officer, "捕捞") == ["case"]
    assert found(house.officer, "东海渔业") == []
    assert found(house.viewer("stranger"), "捕捞") == ["case"]
    assert found(house.viewer("stranger"), "中华鲟") == []
    assert found(house.viewer("stranger"), "全程录音") == []
    assert found(house.viewer("stranger"), "0042") == ["device"]
    assert found(house.viewer("device_manager"), "捕捞 ") == []
    assert found(house.viewer("device_manager"), "0042") == ["device"]
    assert found(house.viewer("petition_desk"), "李晓峰") == []
    assert found(house.viewer("petition_desk"), "0042") == []


def test_who_handles_a_case_of_another_section_finds_it_and_no_longer_afterwards(
    filled: Filled,
) -> None:
    house = filled.house
    people = [house.people["stranger"], house.people["officer"]]
    acts.assign_handlers(by=house.viewer("stranger"), case=filled.other, handlers=people)
    assert found(house.officer, "东海渔业") == ["case", "participant"]
    acts.assign_handlers(by=house.viewer("stranger"), case=filled.other, handlers=people[:1])
    assert found(house.officer, "东海渔业") == []


def test_no_other_bureau_finds_anything(filled: Filled, clock: Clock) -> None:
    other = House(clock, code="other")
    for name in other.people:
        for words in GOLDEN:
            assert found(other.viewer(name), words) == []
        assert numbered(other.viewer(name), filled.case.number) is None


def test_what_is_hidden_takes_no_place_on_a_page(
    filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hits are many, and most are hidden: whether there are more is said of those shown alone."""
    monkeypatch.setattr(searching, "_FIRST", 3)
    house = filled.house
    for number in range(12):
        house.case(title=f"渔具案{number}")
    seen = search(house.officer, Asked("渔具案"), most=5)
    assert (len(seen.hits), seen.more) == (5, True)
    rest = search(house.officer, Asked("渔具案", before=seen.hits[-1].pk), most=50)
    assert (len(rest.hits), rest.more) == (7, False)
    assert not {hit.pk for hit in seen.hits} & {hit.pk for hit in rest.hits}
    hidden = search(house.viewer("stranger"), Asked("渔具案"), most=5)
    assert (hidden.hits, hidden.more) == ([], False)


SECRETS = {
    "name": "密举报人甲",
    "identity_number": "MARKID19491231002X",
    "telephone": "MARKTEL13900000000",
    "religion": "密信仰乙",
    "address": "密住址丙路一号",
}


def test_nothing_confidential_is_in_the_index(filled: Filled) -> None:
    """Whoever asks: not even those who may see it find it here."""
    by, case = filled.house.officer, filled.case
    add_participant(by=by, case=case, role="complainant", secret=SECRETS)
    form = standard_forms()["inquiry_record"]
    typed = {name: f"密栏{name}" for name in form.secret_fields}
    acts.add_document(by=by, kind="inquiry_record", at=AT, case=case, fields=typed)
    texts = "\n".join(SearchEntry._base_manager.values_list("text", flat=True))
    assert [one for one in (*SECRETS.values(), "密栏") if one in texts] == []
    rebuild()
    texts = "\n".join(SearchEntry._base_manager.values_list("text", flat=True))
    assert [one for one in (*SECRETS.values(), "密栏") if one in texts] == []
    for role in Role:
        if role.value in filled.house.people:
            viewer = filled.house.viewer(role.value)
            assert [one for one in SECRETS.values() if found(viewer, one)] == []


# ---------------------------------------------------------------- papers and numbers


@pytest.fixture
def issue(filled: Filled) -> Callable[..., Paper]:
    fake = Sealed(b"%PDF-1.7 x", 1, [], "MEQ=")

    def made(form: str, replaces: Any = None, reason: str = "", **values: str) -> Paper:
        by = filled.house.officer
        with patch.object(issuing, "print_sealed", lambda _printing: fake):
            draft = begin_draft(
                by=by, case=filled.case, form=form, replaces=replaces, reason=reason
            )
            full = sample_values(standard_forms()[form]) | values
            draft = save_draft(by=by, draft=draft.pk, revision=draft.revision, values=full)
            let_pass(filled.house, draft)
            return issuing.issue(by=by, draft=draft.pk, revision=draft.revision, reasons=ANY_REASON)

    return made


def test_papers_are_found_by_number_and_text_and_replaced_ones_by_number_alone(
    filled: Filled, issue: Callable[..., Paper]
) -> None:
    by = filled.house.officer
    paper = issue("penalty_decision", facts="当事人倾倒淤泥")
    assert paper.number
    assert found(by, paper.number) == ["paper"]
    hit = numbered(by, paper.number)
    assert hit is not None
    assert hit.subject == paper.pk
    assert found(by, paper.code) == ["paper"]  # it stands on every page
    assert found(by, "倾倒淤泥") == ["document"]  # the fact that the paper is
    with_secret = paper.values.keys() & set(standard_forms()["penalty_decision"].secret_fields)
    assert not with_secret
    newer = issue("penalty_decision", replaces=paper, reason="笔误", facts="当事人倾倒砂石")
    assert found(by, "倾倒淤泥") == []
    assert found(by, "倾倒砂石") == ["document"]
    title = [one.subject for one in search(by, Asked("行政处罚决定书", kind="paper")).hits]
    assert title == [newer.pk]
    hit = numbered(by, paper.number)
    assert hit is not None
    assert hit.subject == paper.pk
    rebuild()
    title = [one.subject for one in search(by, Asked("行政处罚决定书", kind="paper")).hits]
    assert title == [newer.pk]


def test_a_case_with_more_papers_moves_with_no_more_queries(
    filled: Filled, issue: Callable[..., Paper]
) -> None:
    """Whoever handles it finds all of it, however much that is."""
    house, asked = filled.house, []
    for name in ("stranger", "colleague"):
        issue("inquiry_record")
        people = [house.people[name], house.people["officer"]]
        with CaptureQueriesContext(connection) as seen:
            acts.assign_handlers(by=house.viewer("section_head"), case=filled.case, handlers=people)
        asked.append([one["sql"] for one in seen if '"replaces_id" = ' in one["sql"]])
    assert asked == [[], []]


def test_an_exact_number_leads_to_its_row(filled: Filled) -> None:
    house, case = filled.house, filled.case
    hit = numbered(house.officer, f" {case.number} ")
    assert hit is not None
    assert hit.subject == case.pk
    plain = case.number.replace("〔", "[").replace("〕", "]")
    assert numbered(house.officer, plain) is not None
    assert numbered(house.viewer("stranger"), case.number) is None
    assert numbered(house.officer, "DSJ0042") is not None
    assert numbered(house.officer, "捕捞") is None
    assert numbered(house.officer, "。") is None


# ---------------------------------------------------------------- filters, order


def test_filters_narrow_and_the_newest_stands_first(filled: Filled) -> None:
    house, head = filled.house, filled.house.head
    assert found(head, "李晓峰", kind="document") == ["document"]
    assert found(head, "捕捞", section=house.other_section.pk) == ["case"]
    assert found(head, "捕捞", year=2025) == ["case"]
    assert found(head, "全程录音", section=house.section.pk) == ["mark"]
    assert found(head, "全程录音", section=house.other_section.pk) == []
    hits = search(head, Asked("捕捞")).hits
    assert [hit.case_id for hit in hits] == [filled.case.pk, filled.other.pk]
