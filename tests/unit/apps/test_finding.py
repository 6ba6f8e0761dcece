# SPDX-License-Identifier: Apache-2.0
"""Searches: a golden set that both databases answer alike, and who finds what.

The answers of the golden set are written by hand. `make test` runs it on SQLite and PostgreSQL.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liuhen.apps.cases import acts
from liuhen.apps.cases.models import Activity, Case, Document, Paper
from liuhen.apps.cases.papers import issuing
from liuhen.apps.cases.papers.drafts import begin_draft, save_draft
from liuhen.apps.cases.papers.printing import Sealed
from liuhen.apps.cases.participants.acts import add_participant, end_participant
from liuhen.apps.cases.received import Letter, register_received
from liuhen.apps.cases.things import Taken, register_thing
from liuhen.apps.evidence.device_register import DeviceValue, register_device
from liuhen.apps.evidence.marks import add_mark, correct_mark, withdraw_mark
from liuhen.apps.evidence.models import Original
from liuhen.apps.finding_aid import index, searching
from liuhen.apps.finding_aid.folding import fold, grams, pieces, terms_of, wanted
from liuhen.apps.finding_aid.models import EntryKind, SearchEntry
from liuhen.apps.finding_aid.rebuilding import rebuild
from liuhen.apps.finding_aid.searching import Asked, numbered, search
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import act
from liuhen.paper.sample import sample_values
from liuhen.paper.standard import standard_forms
from support.footage import Footage
from support.house import SYSTEM, Clock, House, beijing
from support.paperwork import ANY_REASON, let_pass

AT = beijing("2026-03-02 07:30")
FACTS = (
    "当事人李晓峰在渔港码头非法出售中华鲟幼鱼，涉案价值１２，０００元；船号闽渔A0815。车上有𬶮鱼。"
)


@dataclass
class Filled:
    """A bureau with something of every kind."""

    house: House
    case: Case
    other: Case
    paper: Document


@pytest.fixture
def filled(house: House) -> Filled:
    by = house.officer
    case = house.case(title="李晓峰非法捕捞水产品案", party_name="李晓峰")
    other = acts.open_case(
        by=house.viewer("stranger"), section=house.other_section, title="东海渔业公司越界捕捞案",
        kind="penalty", procedure="general", origin="ex_officio", party_name="东海渔业公司",
        opened_at=beijing("2025-11-03 09:00"),
    )  # fmt: skip
    paper = acts.add_document(
        by=by, kind="inquiry_record", at=AT, case=case, fields={"content": FACTS}
    )
    acts.add_activity(by=by, kind="site_inspection", start=AT, case=case, place="南澳镇渔港码头")
    acts.add_incident(by=by, kind="objection", at=AT, case=case, text="围观群众质疑罚款")
    add_participant(
        by=by, case=case, role="agent",
        told={"name": "Ｗａｎｇ Wei", "job": "律师", "address": "解放路18号"},
    )  # fmt: skip
    register_thing(by=by, case=case, taken=Taken("流刺网", "evidence"))
    register_received(by=by, letter=Letter("海警局", "案件移送函"), case=case)
    film = Footage(house).original(
        "2026-03-02 07:30", minutes=5, section=house.section, officer=by.person.name
    )
    add_mark(by=by, original=film, at_ms=1000, word="told", text="已告知全程录音录像")
    register_device(by=house.custodian, value=DeviceValue("DSJ-0042", "recorder"))
    return Filled(house, case, other, paper)


def found(viewer: Viewer, words: str, **narrowed: object) -> list[str]:
    """The kinds of what is found, in order of the alphabet."""
    answer = search(viewer, replace(Asked(words), **narrowed))
    return sorted(hit.kind for hit in answer.hits)


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


@pytest.mark.parametrize("words", GOLDEN)
def test_the_golden_set_gives_the_same_answers_on_both_databases(
    filled: Filled, words: str
) -> None:
    assert found(filled.house.head, words) == GOLDEN[words]


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


def test_the_index_itself_narrows_by_kind(filled: Filled) -> None:
    """What is rare among cases is not looked for in every paper that has the words."""
    assert near(filled, "李晓峰", "case") < near(filled, "李晓峰")
    assert {SearchEntry._base_manager.get(pk=key).kind for key in near(filled, "捕捞", "case")} == {
        "case"
    }
    assert set(index.KIND_GRAMS) == set(EntryKind)
    assert len(set(index.KIND_GRAMS.values())) == len(EntryKind)
    assert fold("".join(index.KIND_GRAMS.values())) == "", "no text has them"


def test_the_index_itself_narrows_by_where_a_row_belongs(filled: Filled) -> None:
    """What other sections have is not looked through for somebody who does not see it."""
    house = filled.house
    seen = {name: near(filled, "捕捞", by=house.viewer(name)) for name in ("officer", "stranger")}
    assert len(seen["officer"]) == len(seen["stranger"]) == 1
    assert seen["officer"] | seen["stranger"] == near(filled, "捕捞", by=house.head)


def test_the_rows_of_a_case_or_film_that_moves_are_found_where_it_is(filled: Filled) -> None:
    house = filled.house
    film = Original._base_manager.get()
    assert found(house.viewer("stranger"), "中华鲟") == []
    assert found(house.viewer("stranger"), "全程录音") == []
    with act("test.move", by=SYSTEM) as record:
        record.update(filled.case, section=house.other_section)
        record.update(film, section=house.other_section, officer=None, kept_by=None)
    assert found(house.viewer("stranger"), "中华鲟") == ["document"]
    assert found(house.viewer("stranger"), "流刺网") == ["thing"]
    assert found(house.viewer("stranger"), "全程录音") == ["mark"]
    assert found(house.viewer("stranger"), "李晓峰") == ["case", "document", "participant"]
    assert near(filled, "全程录音", by=house.officer) == set()


def test_an_index_from_before_learns_kinds_and_places(filled: Filled) -> None:
    house = filled.house
    rows = [filled.case, filled.other, Original._base_manager.get(), Activity._base_manager.get()]
    loose = acts.add_incident(
        by=house.viewer("stranger"), kind="objection", at=AT, section=house.other_section,
        text="无案之人质疑捕捞",
    )  # fmt: skip
    rows.append(loose)
    people = [house.viewer(name) for name in ("officer", "stranger", "device_manager")]
    before = [found(by, words) for by in people for words in ("捕捞", "渔港码头")]
    index.remove(row.pk for row in rows)
    with patch.object(index, "_text", lambda entry: " ".join(grams(entry.folded))):
        index.write(rows, house.clock.now(), new={row.pk for row in rows})
    SearchEntry._base_manager.filter(subject__in=[row.pk for row in rows]).update(places="")
    assert not near(filled, "捕捞", by=house.officer)
    assert not near(filled, "捕捞", "case")
    for name in ("0003_kinds", "0004_places"):
        migration = import_module(f"liuhen.apps.finding_aid.migrations.{name}")
        migration.add(None, SimpleNamespace(connection=connection))
    assert len(near(filled, "捕捞", "case")) == 2
    assert [found(by, words) for by in people for words in ("捕捞", "渔港码头")] == before
    index.remove(row.pk for row in rows)
    assert not near(filled, "捕捞", by=house.officer)


def near(filled: Filled, words: str, kind: str = "", by: Viewer | None = None) -> set[int]:
    """The keys of entries that the index gives for these words."""
    any_of = searching._any_of(by) if by else ()
    asked = index.Narrowing(filled.house.bureau.pk, terms_of(words), kind, any_of)
    found = index.candidates(asked, below=2**63 - 1, least=0, most=100)
    assert found.whole
    return set(found.keys)


def test_two_rows_of_one_second_and_one_tail_get_two_keys(filled: Filled, clock: Clock) -> None:
    row = SearchEntry._base_manager.filter(kind="case").first()
    assert row is not None
    twin = replace_key(row)
    with act("test.nothing", by=SYSTEM) as record:
        index._add([twin], clock.now())
        record.about_reference("test")
    assert twin.pk == row.pk + 1


def replace_key(row: SearchEntry) -> SearchEntry:
    """The same entry of another row, whose key ends with the same bits."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    values["subject"] = UUID(int=row.subject.int ^ (1 << 100))
    return SearchEntry(**values)


# ---------------------------------------------------------------- folding


def test_every_stretch_of_a_text_is_wanted_by_grams_that_the_text_has() -> None:
    folded = fold(FACTS + "\nABC123中文x𬶮")
    has = grams(folded)
    stretches = [line[a:b] for line in folded.split("\n") for a in range(len(line))
                 for b in range(a + 1, len(line) + 1)]  # fmt: skip
    for stretch in stretches:
        for one in wanted((stretch,)):
            hits = [g for g in has if g == one.gram or (one.beginning and g.startswith(one.gram))]
            assert hits, (stretch, one)


def test_terms_are_few_and_short() -> None:
    assert terms_of("Ａ b，中 文　b") == ("a", "b", "中", "文")
    assert terms_of("  ") == ()
    assert len(terms_of(" ".join(map(str, range(100))))) == 8
    assert len(terms_of("长" * 5000)[0]) == 200


def test_a_snippet_marks_the_hit_as_it_is_written() -> None:
    assert pieces("船号闽渔Ａ-0815，查获", ("a0815",)) == [
        ("船号闽渔", False), ("Ａ-0815", True), ("，查获", False),
    ]  # fmt: skip
    long = "一" * 300 + "鲟" + "二" * 300
    shown = pieces(long, ("鲟",))
    assert ("鲟", True) in shown
    assert shown[0] == ("…", False)
    assert shown[-1] == ("…", False)
    assert sum(len(part) for part, _ in shown) <= 122
    assert pieces("没有", ("鲟",)) == [("没有", False)]
