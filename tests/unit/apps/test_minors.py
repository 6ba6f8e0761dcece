# SPDX-License-Identifier: Apache-2.0
"""Minors: known as such by any way, name and addresses are for few; of age again, for all."""

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.branching import split
from liuhen.apps.cases.correcting_things import correct_thing
from liuhen.apps.cases.errors import BadFactError, NotAllowedError
from liuhen.apps.cases.history import history
from liuhen.apps.cases.models import (
    Activity,
    Approval,
    ApprovalStep,
    Case,
    Document,
    Due,
    Participant,
    ParticipantSecret,
    ReceivedPaper,
    Recusal,
    Thing,
    ThingMove,
)
from liuhen.apps.cases.participants.acts import (
    add_participant,
    change_participant,
    confirm_address,
)
from liuhen.apps.cases.participants.reading import participants_of
from liuhen.apps.cases.performing.ordering import Ordered, order
from liuhen.apps.cases.received import Letter, end_received, register_received
from liuhen.apps.cases.recusal import ask_recusal, decide_recusal, recusals_of
from liuhen.apps.cases.serving.papers import addressee_of
from liuhen.apps.cases.things import Taken, end_thing, move_thing, register_thing
from liuhen.apps.finding_aid.searching import Asked, search
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.audit import audit
from support.approving import asked, said
from support.house import House

YOUNG, GROWN = "110105201205310029", "11010519491231002X"


@pytest.fixture
def case(house: House) -> Case:
    return acts.open_case(
        by=house.officer, section=house.section, title="李小明无证捕捞案", kind="penalty",
        procedure="general", origin="ex_officio", party_name="李小明", party_kind="person",
    )  # fmt: skip


def now(case: Case) -> Case:
    return Case.objects.within(case.bureau_id).select_related("bureau", "section").get(pk=case.pk)


def party(case: Case) -> Participant:
    return Participant.objects.within(case.bureau_id).get(case=case, role="party")


def names(viewer: Viewer, case: Case) -> list[str]:
    return [one.name for one in participants_of(viewer, case)]


def test_a_party_known_as_a_minor_by_the_number_alone_is_named_to_few(
    house: House, case: Case
) -> None:
    row = change_participant(
        by=house.officer, participant=party(case), told={"address": "海口路 1 号"},
        secret={"identity_number": YOUNG},
    )  # fmt: skip
    assert (row.hidden, row.name, row.address) == (True, "李某某", "")
    confirm_address(by=house.officer, participant=row, at=house.clock.now(), address="学校路 2 号")

    case = now(case)
    assert (case.party_name, case.title) == ("李某某", "李某某无证捕捞案")
    for who in ("colleague", "custodian", "supervisor", "importer"):
        assert names(house.viewer(who), case) == ["李某某"], who
        assert addressee_of(house.viewer(who), case).address == "", who
    for who in ("officer", "section_head", "bureau_head"):
        assert names(house.viewer(who), case) == ["李小明"], who
    assert addressee_of(house.officer, case).address == "学校路 2 号"
    assert addressee_of(house.officer, case).name == "李小明"
    assert audit().findings == []


def test_the_search_finds_no_minor_by_name_or_address(house: House, case: Case) -> None:
    assert search(house.officer, Asked("李小明")).hits
    change_participant(
        by=house.officer, participant=party(case), told={"address": "海口路 1 号"},
        secret={"identity_number": YOUNG},
    )  # fmt: skip
    for words in ("李小明", "海口路"):
        assert not search(house.officer, Asked(words)).hits, words


def test_whoever_may_not_see_a_minor_changes_neither_name_nor_address(
    house: House, case: Case
) -> None:
    row = change_participant(
        by=house.officer, participant=party(case), secret={"identity_number": YOUNG}
    )
    colleague = house.viewer("colleague")
    with pytest.raises(NotAllowedError):
        change_participant(by=colleague, participant=row, told={"name": "王五"})
    with pytest.raises(NotAllowedError):
        confirm_address(by=colleague, participant=row, at=house.clock.now(), address="海口路 1 号")
    change_participant(by=house.officer, participant=row, told={"name": "李大明"})
    assert party(case).name == "李某某"
    assert names(house.officer, case) == ["李大明"]


def test_what_is_entered_or_opened_later_says_the_mask_too(house: House, case: Case) -> None:
    """As what was there before does: fields, who signed, where; the titles of cases that come."""

    def paper(at: str) -> Document:
        return acts.add_document(
            by=house.officer, kind="inquiry_record", at=house.clock.now(), case=case,
            fields={"person": f"李小明，{at}"}, signatures=[{"role": "party", "name": "李小明"}],
        )  # fmt: skip

    def said(row: Document) -> tuple[str, str]:
        now_ = Document.objects.within(case.bureau_id).get(item=row.item, superseded_at=None)
        return now_.fields["person"], now_.signatures[0]["name"]

    before = paper("海口路 1 号")
    at_home = acts.add_activity(
        by=house.officer, kind="inquiry", start=house.clock.now(), case=case, place="海口路 1 号"
    )
    row = change_participant(
        by=house.officer, participant=party(case), told={"address": "海口路 1 号"},
        secret={"identity_number": YOUNG},
    )  # fmt: skip
    assert said(before) == said(paper("海口路 1 号")) == ("李某某，•••", "李某某")
    corrected = acts.correct_fact(
        by=house.officer, fact=paper("别处"), reason="笔误", fields={"person": "李小明，别处"}
    )
    assert said(corrected) == ("李某某，别处", "李某某")
    acts.add_signature(by=house.officer, document=before, role="witness", name="李小明")
    assert "李小明" not in str(Document.objects.within(case.bureau_id).values_list("signatures"))
    places = Activity.objects.within(case.bureau_id).filter(item=at_home.item)
    assert places.get(superseded_at=None).place == "•••"

    [other] = split(by=house.officer, case=now(case), titles=["李小明另案"], reason="另案处理")
    assert other.title == "李某某另案"
    change_participant(by=house.officer, participant=row, told={"name": "李某大"})
    acts.correct_case(by=house.head, case=now(case), reason="补充", title="李大明无证捕捞案")
    change_participant(by=house.officer, participant=party(case), told={"name": "李大明"})
    assert now(case).title == "李某某无证捕捞案"
    assert audit().findings == []


def test_the_mask_on_a_signed_confirmation_is_no_address(house: House, case: Case) -> None:
    """Whoever serves is offered where a minor lives, or nothing; never what stands in its place."""
    change_participant(
        by=house.officer, participant=party(case), told={"address": "海口路 1 号"},
        secret={"identity_number": YOUNG},
    )  # fmt: skip
    acts.add_document(
        by=house.officer, kind="service_address_confirmation", at=house.clock.now(), case=case,
        fields={"address": "海口路 1 号"}, signatures=[{"role": "party", "name": "李小明"}],
    )  # fmt: skip
    said = addressee_of(house.officer, case)
    assert (said.address, said.confirmed_at) == ("海口路 1 号", house.clock.now())
    assert addressee_of(house.viewer("colleague"), case).address == ""


def test_what_was_taken_of_a_minor_names_nobody(house: House, case: Case) -> None:
    """Its owner, where it lies, to whom it went, and what a correction says of it."""

    def take(name: str) -> Thing:
        taken = Taken(name, "seized", owner="李小明", place="海口路 1 号门房")
        return register_thing(by=house.officer, case=now(case), taken=taken)

    before = take("渔网")
    move_thing(by=house.officer, thing=before, kind="moved", at=house.clock.now(), keeper="李小明")
    change_participant(
        by=house.officer, participant=party(case), told={"address": "海口路 1 号"},
        secret={"identity_number": YOUNG},
    )  # fmt: skip
    after = take("渔具")
    correct_thing(
        by=house.officer, thing=after, reason="李小明说明", changes={"name": "李小明的渔具"}
    )
    end_thing(
        by=house.officer, thing=after, outcome="returned", at=house.clock.now(), receiver="李小明"
    )
    rows = Thing.objects.within(case.bureau_id).order_by("number")
    assert [(one.name, one.owner, one.place) for one in rows] == [
        ("渔网", "李某某", "•••门房"), ("李某某的渔具", "李某某", "•••门房"),
    ]  # fmt: skip
    steps = str(list(ThingMove.objects.within(case.bureau_id).values()))
    assert "李某某" in steps
    assert "李小明" not in steps
    assert "海口路" not in steps
    assert not search(house.officer, Asked("李小明")).hits
    assert audit().findings == []


def test_nothing_that_is_said_of_the_case_names_a_minor(house: House, case: Case) -> None:
    """What has to be done, requests, opinions, reasons: written before, or after."""
    house.clock.set("2026-03-02 09:00")
    row = acts.add_document(
        by=house.officer, kind="decision", at=house.clock.now(), case=case, fields={}
    )
    ordered = Ordered("other", "李小明清理网具")

    def say() -> None:
        order(by=house.officer, case=case, document=row.ref, items=[ordered])
        request = asked(house, case, text="李小明涉嫌违法")
        said(house, request, "section_head", "sent_back", opinion="李小明系学生，请补充监护人")
        ask_recusal(
            by=house.officer, case=case, person=house.people["colleague"], asked_by="李小明",
            ground="李小明的邻居",
        )  # fmt: skip
        [open_] = [one for one in recusals_of(house.head, case) if one.granted is None]
        decide_recusal(by=house.head, recusal=open_, granted=False, reason="李小明未举证")
        letter = Letter("李小明", "李小明的申辩书")
        end_received(
            by=house.officer, outcome="已答复李小明",
            paper=register_received(by=house.officer, letter=letter, case=case),
        )  # fmt: skip
        acts.correct_case(by=house.head, case=case, reason="李小明自述", origin="complaint")

    say()
    change_participant(by=house.officer, participant=party(case), secret={"identity_number": YOUNG})
    acts.correct_case(by=house.head, case=case, reason="李小明自述", origin="ex_officio")
    say()
    kinds = (Due, Approval, ApprovalStep, Recusal, ReceivedPaper)
    rows = [str(list(one.objects.within(case.bureau_id).values())) for one in kinds]
    assert not any("李小明" in text for text in rows)
    assert [text.count("李某某") for text in rows] == [2, 1, 2, 6, 6]
    told = "".join(step.reason for step in history(house.viewer("colleague"), case))
    assert "李某某自述" in told
    assert "李小明" not in told
    assert not search(house.officer, Asked("李小明")).hits
    assert audit().findings == []


def test_a_town_and_a_hotline_are_nobodys_own(house: House) -> None:
    """A mask for them would stand in texts that speak of something else, and in times."""
    case = acts.open_case(
        by=house.officer, section=house.section, title="大连某公司案（12345热线转办）",
        kind="penalty", procedure="general", origin="complaint", party_name="李小明",
        party_kind="person",
    )  # fmt: skip
    close = {"name": "王举报", "telephone": "12345", "address": "大连"}
    add_participant(by=house.officer, case=case, role="complainant", secret=close)
    change_participant(
        by=house.officer, participant=party(case), told={"address": "大连"},
        secret={"identity_number": YOUNG},
    )  # fmt: skip
    assert now(case).title == "大连某公司案（12345热线转办）"
    change_participant(by=house.officer, participant=party(case), told={"address": "海口路1号"})
    at_home = acts.add_activity(
        by=house.officer, kind="inquiry", start=house.clock.now(), case=case, place="海口路1号"
    )
    assert at_home.place == "•••"


def test_who_turns_out_to_be_of_age_is_named_again(house: House, case: Case) -> None:
    row = change_participant(
        by=house.officer, participant=party(case), secret={"identity_number": YOUNG}
    )
    row = change_participant(
        by=house.officer, participant=row, secret={"identity_number": GROWN, "birth_date": None}
    )
    assert (row.hidden, row.name, now(case).party_name) == (False, "李小明", "李小明")
    assert ParticipantSecret.objects.within(case.bureau_id).get(participant=row).name == ""


def test_a_representative_of_age_stays_named(house: House, case: Case) -> None:
    row = add_participant(
        by=house.officer, case=case, role="representative", told={"name": "李父"},
        secret={"identity_number": GROWN},
    )  # fmt: skip
    assert (row.hidden, row.name) == (False, "李父")


def test_nobody_confirms_an_address_of_an_anonymous_complainant(house: House, case: Case) -> None:
    row = add_participant(by=house.officer, case=case, role="complainant", told={"anonymous": True})
    with pytest.raises(BadFactError, match=r"nobody to serve|没有可以送达"):
        confirm_address(by=house.officer, participant=row, at=house.clock.now(), address="某路")
