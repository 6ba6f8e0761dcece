# SPDX-License-Identifier: Apache-2.0
"""Papers: drafts, numbers, issuing, replacing, signatures."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override
from msgspec.structs import replace
from PIL import Image, ImageDraw

from liuhen.apps.cases import acts
from liuhen.apps.cases.custody_periods import held
from liuhen.apps.cases.errors import (
    BadFactError,
    ChangedMeanwhileError,
    NotAllowedError,
    ServerTimeError,
    UnknownRowError,
)
from liuhen.apps.cases.linking.acts import link_original
from liuhen.apps.cases.models import (
    Activity,
    Case,
    Document,
    Draft,
    FactOrigin,
    Paper,
    PaperNumber,
    PaperSignature,
)
from liuhen.apps.cases.papers import issuing, signing
from liuhen.apps.cases.papers.difference import differences
from liuhen.apps.cases.papers.drafts import begin_draft, give_up_draft, save_draft, writing
from liuhen.apps.cases.papers.issuing import issue
from liuhen.apps.cases.papers.reading import (
    frozen_of,
    may_open,
    newest_digest,
    open_pdf,
    paper_of,
    revisions,
    stored_bytes,
)
from liuhen.apps.cases.papers.revising import Revision
from liuhen.apps.cases.papers.rooms import still_to_sign
from liuhen.apps.cases.papers.signing import (
    refuse_to_sign,
    roles_open_to,
    sign_by_finger,
    sign_in_system,
)
from liuhen.apps.cases.serving.entering import serve
from liuhen.apps.cases.things import Taken, end_thing, register_thing, things_of
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules import form_changes
from liuhen.apps.rules.forms import form_of
from liuhen.apps.trace.audit import audit
from liuhen.apps.trace.models import LeafPayload
from liuhen.law.routes import statutory_gates
from liuhen.paper.form_text import text_of
from liuhen.paper.sample import sample_values
from liuhen.paper.sealing import verify_pdf
from liuhen.paper.sums import CONFISCATED, FINE, said_of
from support.footage import Footage
from support.house import House, beijing

RECORD = "inspection_record"
NUMBERED = "prior_notice"
#: Why every gate is passed, where gates are not what a test is about.
ANY_REASON = {gate.id: "试验" for gate in statutory_gates()}


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Iterator[None]:
    """A house of its own: seals and vault."""
    settings.LIUHEN_HOME = str(tmp_path)
    settings.LIUHEN_STORE_URL = f"file://{tmp_path}/vault"
    with override("en"):
        yield


def drawn() -> bytes:
    """A line as a finger draws it."""
    picture = Image.new("RGBA", (600, 200), (255, 255, 255, 0))
    ImageDraw.Draw(picture).line([(20, 150), (200, 30), (350, 160), (560, 40)], "black", 9)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def started(house: House, form: str = RECORD, case: Case | None = None, **values: Any) -> Draft:
    """A draft of the officer that lacks nothing."""
    by = house.officer
    case = case or house.case(party_name="某某渔业有限公司")
    draft = begin_draft(by=by, case=case, form=form)
    used = form_of(house.bureau, form, house.clock.time.date())
    later = {one.opinion for one in used.signatures if one.opinion}
    full = (
        {name: value for name, value in sample_values(used).items() if name not in later}
        | draft.values
        | values
    )
    told = full.get("penalty") or ""
    for name, word in (("fine", FINE), ("confiscated", CONFISCATED)):
        if name in used.by_id and name not in values:
            full[name] = str(said_of(told, word).amount or 0)
    return save_draft(by=by, draft=draft.pk, revision=draft.revision, values=full)


def issued(house: House, form: str = RECORD, **values: Any) -> Paper:
    draft = started(house, form, **values)
    return issue(by=house.officer, draft=draft.pk, revision=draft.revision, reasons=ANY_REASON)


def fact_of(paper: Paper) -> Document:
    return Document.objects.within(paper.bureau_id).get(item=paper.item, superseded_at=None)


def pdf_of(by: Viewer, paper: Paper) -> bytes:
    return open_pdf(by=by, paper=paper).read()


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


def test_a_release_ends_the_period_of_what_its_paper_lists(house: House) -> None:
    start = house.clock.time
    case = house.case()
    for name in ("渔网", "渔船"):
        register_thing(by=house.officer, case=case, taken=Taken(name, "sealed"))
    house.clock.later(days=60)
    issued(house, "seizure_release", case=case, released=[{"name": "渔网"}])
    acts.add_activity(
        by=house.officer, kind="measure_released", start=start + timedelta(days=10), case=case
    )

    rows = held(things_of(house.officer, case))

    assert {one.thing.name: one.is_over(house.clock.time) for one in rows} == {
        "渔网": False, "渔船": True,
    }  # fmt: skip


def released(house: House, case: Case) -> list[Activity]:
    rows = Activity.objects.within(case.bureau_id).filter(case=case, kind="measure_released")
    return list(rows.filter(superseded_at=None))


@pytest.mark.parametrize("first", ["service", "thing"])
def test_a_release_is_an_event_once_it_is_served_or_carried_out(house: House, first: str) -> None:
    """行政强制法第二十八条: whichever is entered first, and once."""
    case = house.case()
    things = [
        register_thing(by=house.officer, case=case, taken=Taken(name, "sealed", place="码头"))
        for name in ("渔网", "渔船")
    ]
    house.clock.later(days=40)
    paper = issued(
        house, "seizure_release", case=case, released=[{"name": "渔网"}, {"name": "渔船"}]
    )
    house.clock.later(hours=1)
    at = house.clock.time
    assert released(house, case) == []

    def hand_over() -> None:
        serve(by=house.officer, case=case, of=paper.item, way="direct", start=at, place="渔港")

    if first == "service":
        hand_over()
    for thing in things:
        end_thing(by=house.officer, thing=thing, outcome="returned", at=at, receiver="张三")
    if first == "thing":
        hand_over()

    [event] = released(house, case)
    assert (event.start, event.place) == (at, "渔港" if first == "service" else "码头")
    assert event.ref in fact_of(paper).event_refs
    assert fact_of(paper).origin == FactOrigin.ACT
    assert audit().findings == []


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


def test_two_officers_and_the_party_sign_one_after_the_other(house: House) -> None:
    paper = issued(house, present_phone="")
    first = pdf_of(house.officer, paper)
    house.clock.later(minutes=5)

    one = sign_in_system(by=house.officer, paper=paper.pk, role="officer")
    with pytest.raises(BadFactError, match="already"):
        sign_in_system(by=house.officer, paper=paper.pk, role="officer")
    sign_in_system(by=house.viewer("colleague"), paper=paper.pk, role="officer")
    shown = newest_digest(paper)
    party = sign_by_finger(
        by=house.officer, paper=paper.pk, role="party", name="王某", picture=drawn(), shown=shown
    )

    assert one.pdf_digest == paper.pdf_digest
    assert party.pdf_digest == shown
    assert len(revisions(paper)) == 4
    last = pdf_of(house.officer, paper)
    assert last.startswith(first)
    found = verify_pdf(last, [])
    assert all(entry.intact for entry in found)
    assert {entry.name for entry in found} >= {"officer", "colleague", "王某"}
    assert any(shown[:23] in entry.reason for entry in found)
    assert [entry.name for entry in found].count("王某") == 1 + paper.pages  # each page's foot
    with pytest.raises(BadFactError, match="already"):
        sign_by_finger(
            by=house.officer, paper=paper.pk, role="party", name="李某", picture=drawn(),
            shown=newest_digest(paper),
        )  # fmt: skip
    fact = fact_of(paper)
    assert [(entry["role"], entry["name"]) for entry in fact.signatures] == [
        ("officer", "officer"),
        ("officer", "colleague"),
        ("party", "王某"),
    ]
    assert fact.origin == FactOrigin.ACT
    picture = stored_bytes(str(paper.bureau_id), party.picture_digest)
    assert picture.startswith(b"\x89PNG")
    assert picture != drawn()
    assert audit().findings == []


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


def test_what_was_not_shown_is_not_signed(house: House) -> None:
    paper, other = issued(house), issued(house)

    for shown in ("", newest_digest(other)):
        with pytest.raises(ChangedMeanwhileError):
            sign_by_finger(
                by=house.officer, paper=paper.pk, role="party", name="王某", picture=drawn(),
                shown=shown,
            )  # fmt: skip
    for picture in (b"", b"<svg/>", b"\x89PNG\r\n\x1a\n" + b"0" * 99):
        with pytest.raises(BadFactError, match="sign again"):
            sign_by_finger(
                by=house.officer, paper=paper.pk, role="party", name="王某", picture=picture,
                shown=newest_digest(paper),
            )  # fmt: skip
    assert revisions(paper) == [paper.pdf_digest]


def test_who_signs_at_once_signs_on_the_newest(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = issued(house, present_phone="")
    plain = signing.revise  # between reading and writing
    done: list[PaperSignature] = []

    def meanwhile(*given: Any) -> Revision:
        made = plain(*given)
        if not done:
            done.append(PaperSignature())
            done[0] = sign_in_system(by=house.viewer("colleague"), paper=paper.pk, role="officer")
        return made

    monkeypatch.setattr(signing, "revise", meanwhile)
    second = sign_in_system(by=house.officer, paper=paper.pk, role="officer")

    assert second.pdf_digest == done[0].made_digest
    assert len(revisions(paper)) == 3
    assert [one["name"] for one in fact_of(paper).signatures] == ["colleague", "officer"]


def test_a_refusal_is_recorded_with_reason_and_witness(house: House) -> None:
    paper = issued(house)
    with pytest.raises(BadFactError):
        refuse_to_sign(by=house.officer, paper=paper.pk, role="party", reason=" ")

    refuse_to_sign(
        by=house.officer, paper=paper.pk, role="party", name="王某", reason="不认可", witness="李某"
    )

    assert revisions(paper) == [paper.pdf_digest]
    said = fact_of(paper).signatures[0]
    assert (said["role"], said["refused"]) == ("party", True)
    assert "李某" in said["reason"]
    assert "party" not in {one.role for one in still_to_sign(paper)}


def test_heads_sign_apart_from_handlers(house: House) -> None:
    paper = issued(house, "investigation_report")
    roles = {one.role for one in frozen_of(paper).form.signatures}
    with pytest.raises(NotAllowedError):
        sign_in_system(by=house.officer, paper=paper.pk, role="section_head")
    assert "section_head" in roles
    assert [one.role for one in roles_open_to(house.viewer("section_head"), paper)].count(
        "section_head"
    ) == 1

    sign_in_system(
        by=house.viewer("section_head"), paper=paper.pk, role="section_head", opinion="同意"
    )

    said = fact_of(paper).signatures[-1]
    assert (said["role"], said["person"]) == (
        "section_head",
        str(house.people["section_head"].pk),
    )


def test_a_head_signs_by_no_finger_whatever_the_form_says(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form of former days may still say so; an officer would hold out the screen to himself."""
    today = house.clock.time.date()
    form = form_of(house.bureau, "decision_approval", today)
    signatures = [
        replace(one, manner=["finger", "paper"]) if one.role == "deputy_head" else one
        for one in form.signatures
    ]
    monkeypatch.setattr(form_changes, "SIGNING", frozenset())
    row = form_changes.propose_form(
        by=house.viewer("admin"), form=form.id, from_date=today, reason="用语",
        text=text_of(replace(form, signatures=signatures)),
    )  # fmt: skip
    form_changes.adopt_form(by=house.head, proposal=row.pk, from_date=today)
    paper = issued(house, form.id)

    with pytest.raises(BadFactError, match="not given in this way"):
        sign_by_finger(
            by=house.officer, paper=paper.pk, role="deputy_head", name="张局", picture=drawn(),
            shown=newest_digest(paper),
        )  # fmt: skip

    assert revisions(paper) == [paper.pdf_digest]


def test_confidential_fields_stay_with_the_handlers(house: House) -> None:
    paper = issued(house, present_phone="13900000001")

    assert "present_phone" not in paper.values
    assert "present_phone" not in fact_of(paper).fields
    assert frozen_of(paper).values["present_phone"] == "13900000001"
    assert may_open(house.officer, paper)
    assert may_open(house.head, paper)
    assert not may_open(house.viewer("colleague"), paper)
    with pytest.raises(NotAllowedError, match="confidential"):
        open_pdf(by=house.viewer("custodian"), paper=paper)


def test_the_name_of_an_informant_who_signs_stands_in_the_pdf_alone(house: House) -> None:
    paper = issued(house, "complaint_reply", informant="密举报人")

    row = sign_by_finger(
        by=house.officer, paper=paper.pk, role="recipient", name="密举报人", picture=drawn(),
        shown=newest_digest(paper),
    )  # fmt: skip

    assert row.name == "•••"
    payloads = LeafPayload.objects.values_list("payload", flat=True)
    assert not [one for one in payloads if "密举报人" in one]
    assert verify_pdf(pdf_of(house.officer, paper), [])[-1].name == "密举报人"
    assert not may_open(house.viewer("colleague"), paper)


def test_a_stranger_finds_no_paper(house: House) -> None:
    paper = issued(house)

    with pytest.raises(UnknownRowError):
        paper_of(house.viewer("stranger"), paper.pk)
    other = House(house.clock, code="other")
    with pytest.raises(UnknownRowError):
        paper_of(other.officer, paper.pk)


def played(house: House, case: Case, device: str) -> Paper:
    """A confirmation that the party saw what the device recorded from 07:30 to 07:40."""
    return issued(
        house,
        "playback_confirmation",
        case=case,
        device=device,
        record_from="2026-03-02T07:30:00+08:00",
        record_to="2026-03-02T07:40:00+08:00",
    )


def test_what_the_party_saw_in_the_recorder_is_bound_to_the_file_at_docking(house: House) -> None:
    """004 art. 18: the file comes after the confirmation."""
    case = house.case()
    event = acts.add_activity(
        by=house.officer,
        kind="inquiry",
        start=beijing("2026-03-02 07:25"),
        end=beijing("2026-03-02 07:55"),
        case=case,
    )
    paper = played(house, case, " dsj-01 ")
    sign_by_finger(
        by=house.officer, paper=paper.pk, role="party", name="王某", picture=drawn(),
        shown=newest_digest(paper),
    )  # fmt: skip
    footage = Footage(house)
    file = footage.original("2026-03-02 07:31", minutes=5)
    longer = footage.original("2026-03-02 07:36", minutes=15)

    link_original(by=house.officer, original=file, activity=event)
    link_original(by=house.officer, original=longer, activity=event)

    assert [row.reviewed_by_party for row in house.recordings(case)] == [True, None]
    assert audit().findings == []


def test_a_refused_confirmation_confirms_nothing(house: House) -> None:
    case = house.case()
    row = acts.add_recording(
        by=house.officer, kind="video", start=beijing("2026-03-02 07:31"),
        end=beijing("2026-03-02 07:35"), device="D1", case=case,
    )  # fmt: skip
    refused = played(house, case, "D1")
    refuse_to_sign(by=house.officer, paper=refused.pk, role="party", reason="不认可")
    assert [one.pk for one in house.recordings(case)] == [row.pk]

    paper = played(house, case, "D1")
    sign_by_finger(
        by=house.officer, paper=paper.pk, role="party", name="王某", picture=drawn(),
        shown=newest_digest(paper),
    )  # fmt: skip

    assert [one.reviewed_by_party for one in house.recordings(case)] == [True]
