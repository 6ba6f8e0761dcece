# SPDX-License-Identifier: Apache-2.0
"""Every address × every role × own section, other section, other bureau.

What is expected comes from the table of permissions (`people.access.POLICY`), never from the pages:

- a page whose permission the role lacks answers 403, whatever it is asked about;
- a row of another bureau, or one that the role does not reach, answers 404, as if it were not
  there;
- everything else opens.

A new address needs a decision (`@page`), and a parameter with a new name needs a line in `_values`;
without either this module fails.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path
from django.utils import timezone
from msgspec.structs import replace

from liuhen.apps.cases import acts
from liuhen.apps.cases.approval_requests import ask
from liuhen.apps.cases.linking.acts import link_original
from liuhen.apps.cases.models import Case, ScannedPage
from liuhen.apps.cases.papers import issuing
from liuhen.apps.cases.papers.drafts import begin_draft, save_draft
from liuhen.apps.cases.papers.printing import Sealed
from liuhen.apps.cases.participants.acts import add_participant
from liuhen.apps.cases.performing.ordering import Ordered, order
from liuhen.apps.cases.received import Letter, register_received
from liuhen.apps.cases.recusal import ask_recusal
from liuhen.apps.cases.serving.entering import serve
from liuhen.apps.cases.things import Taken, register_thing
from liuhen.apps.compliance.hooks import add_hook
from liuhen.apps.evidence.acts import keep_scan
from liuhen.apps.evidence.device_register import DeviceValue, register_device
from liuhen.apps.evidence.handing_over import offer
from liuhen.apps.evidence.marks import add_mark
from liuhen.apps.evidence.outings import leave
from liuhen.apps.people.access import POLICY, Permission, Reach
from liuhen.apps.people.models import Person
from liuhen.apps.people.roles import OF_INSTALLATION, Role
from liuhen.apps.people.viewer import Viewer, viewer_for
from liuhen.apps.people.writing import put_person, put_role
from liuhen.apps.rules.form_changes import propose_form
from liuhen.apps.rules.models import FormAdoption
from liuhen.apps.trace.ids import new_id
from liuhen.apps.trace.journal import act
from liuhen.paper.form_text import text_of
from liuhen.paper.sample import sample_values
from liuhen.paper.standard import standard_forms
from liuhen.site import urls as site_urls
from liuhen.web.pages import Open, page
from support.footage import Footage
from support.house import NO_PASSWORD, SYSTEM, Clock, House, beijing
from support.refusing import refusal

#: Pages that ask for more than a permission; there 403 is an answer for whoever has it.
DEEPER = {
    "cases/<uuid:case>/bundle/<uuid:bundle>/": "a bundle that was made and is still there",
    "cases/<uuid:key>/scans/": "who brings in cases, for cases from outside alone",
    "cases/<uuid:key>/store/": "the custodian, for footage in whose making he or she had no part",
    "cases/<uuid:key>/document/<uuid:item>/sign/": "the role that signs, and never a handler",
    "cases/<uuid:key>/<slug:fact>/<uuid:item>/correct/": "the head, once an hour has passed",
    "cases/<uuid:key>/<slug:fact>/<uuid:item>/withdraw/": "the head, once an hour has passed",
    "activities/<slug:fact>/<uuid:item>/correct/": "the head, once an hour has passed",
    "activities/<slug:fact>/<uuid:item>/withdraw/": "the head, once an hour has passed",
    "received/<uuid:received>/scan/": "a paper of which there is a scan",
    "setup/first/": "open until somebody has been entered",
    "agenda/fetch/<slug:secret>.ics": "whoever knows the secret of the address",
    "account/tokens/<uuid:token>/revoke/": "one's own tokens alone",
    "approvals/<uuid:approval>/withdraw/": "who asked, or a handler",
    "approvals/delegations/<uuid:grant>/end/": "one's own delegations alone",
    "approvals/delegations/<uuid:grant>/scan/": "one's own delegations alone",
}
Pattern = URLPattern | URLResolver


@dataclass(frozen=True)
class Address:
    """One address with its decision."""

    route: str
    decision: tuple[Permission | Open, ...]

    @property
    def about_a_row(self) -> bool:
        return ":key>" in self.route or bool(re.search(r"<uuid:", self.route))

    @property
    def permissions(self) -> list[Permission]:
        return [one for one in self.decision if isinstance(one, Permission)]


def addresses(patterns: list[Pattern], before: str = "") -> Iterator[Address]:
    """Every address of the pages; those of the API have their own matrix."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if route.startswith("api/"):
            continue
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield Address(route, getattr(pattern.callback, "decision", ()))


@dataclass
class Place:
    """What stands in one section of one bureau, to be asked for."""

    name: str
    values: dict[str, dict[str, str]] = field(default_factory=dict)

    def fill(self, route: str) -> str:
        """The address of this place's rows."""
        part = route.partition("/")[0]
        words = re.search(r"(document|interruption|recording)/<uuid:item>", route)
        known = self.values[part if part in self.values else ""]
        if route.startswith("recordings/unexplained/"):
            known = {**known, "item": known["activity"]}
        if words:
            known = {**known, "item": known[words[1]]}
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: known[found[1]], route)


def _place(name: str, house: House, viewer: Viewer, section: Any, person: Person) -> Place:
    """Make one of everything that an address can name."""
    at = beijing("2026-03-02 07:30")
    plain = {"title": "示例案", "kind": "penalty", "procedure": "general", "origin": "ex_officio"}
    case = acts.open_case(by=viewer, section=section, **plain)
    event = acts.add_activity(by=viewer, kind="inquiry", start=at, case=case)
    scan = keep_scan(by=viewer, file_name="a.pdf", chunks=[b"%PDF-1.7 x"])
    paper = acts.add_document(
        by=viewer, kind="inquiry_record", at=at, case=case, scan_digest=scan.digest
    )
    footage = acts.add_recording(
        by=viewer, kind="video", start=at, end=at, events=[event.ref], case=case
    )
    gap = acts.add_interruption(by=viewer, start=at, event=event.ref, case=case)
    file = Footage(house).original(
        "2026-03-02 07:30", minutes=5, section=section, officer=viewer.person.name
    )
    linked = link_original(by=viewer, original=file, activity=event)
    mark = add_mark(by=viewer, original=file, at_ms=1, word="told")
    device = register_device(by=house.custodian, value=DeviceValue(f"D {name}", "recorder"))
    outing = leave(by=viewer, officer=viewer.person, ground="remote", place="海岛")
    listed = offer(by=viewer, section=section, originals=[file.pk])
    loose = acts.add_activity(by=viewer, kind="routine_patrol", start=at, section=section)
    happened = acts.add_incident(by=viewer, kind="objection", at=at, case=case)
    thing = register_thing(by=viewer, case=case, taken=Taken("渔网", "evidence"))
    letter = register_received(by=viewer, letter=Letter("海警局", "移送函"), case=case)
    told = add_participant(by=viewer, case=case, role="party", told={"name": "张三"})
    request = ask(by=viewer, case=case, matter="start", text="请批准。")
    asked_for = ask_recusal(
        by=viewer, case=case, person=viewer.person, asked_by="当事人", ground="亲属"
    )
    fine = Ordered("fine", "", 100_000)
    [owed] = order(by=viewer, case=case, document=paper.ref, items=[fine])
    mailed = serve(by=viewer, case=case, of=paper.item, way="mail", start=at)
    in_case = {
        "matter": "start",
        "gate": "two-officers",
        "key": case.pk,
        "case": case.pk,
        "fact": "document",
        "item": paper.item,
        "document": paper.item,
        "recording": footage.item,
        "interruption": gap.item,
        "bundle": new_id(),
        "participant": told.pk,
        "recusal": asked_for.pk,
        "source": "complaint",
        "way": "mail",
        "service": mailed.item,
        "outcome": "delivered",
        "due": owed.pk,
        "ending": "performed",
        "platform": "provincial",
        "step": "demand",
    }
    plain_rows = {"person": person.pk, "section": section.pk, "article": "10"}
    outside, _secret = add_hook(
        by=house.viewer("admin"), name=name, url="https://messenger.example/x",
        template="{}", words=["duty_soon"],
    )  # fmt: skip
    plain_rows |= {"secret": "nobodys", "hook": outside.pk}
    plain_rows |= {"token": new_id(), "job": new_id()}  # nobody's
    changed = _changed_form(house, "mail_receipt" if name == "own section" else "av_note")
    plain_rows |= {"form": changed.form, "proposal": changed.pk}
    alone = {"item": loose.item, "fact": "activity"}
    return Place(
        name,
        {
            "cases": {key: str(value) for key, value in in_case.items()},
            "activities": {key: str(value) for key, value in alone.items()},
            "incidents": {"incident": str(happened.item)},
            "onsite": {"activity": str(event.item)},
            "things": {"thing": str(thing.pk)},
            "received": {"received": str(letter.pk)},
            "papers": _papers(viewer, case),
            "approvals": {"approval": str(request.pk), "grant": str(new_id())},
            "recordings": {
                "original": str(file.pk),
                "key": str(file.pk),
                "item": str(linked.item),
                "activity": str(event.item),
                "mark": str(mark.pk),
                "kind": "poster",
                "from_ms": "0",
                "to_ms": "1000",
                "device": str(device.pk),
                "outing": str(outing.pk),
                "section": str(section.pk),
                "hand_over": str(listed.pk),
            },
            "": {key: str(value) for key, value in plain_rows.items()},
        },
    )


def _papers(by: Viewer, case: Case) -> dict[str, str]:
    """A paper that nobody printed, a draft, and a page of a pile."""
    fake = Sealed(b"%PDF-1.7 x", 1, [], "MEQ=")
    with patch.object(issuing, "print_sealed", lambda _printing: fake):
        begun = begin_draft(by=by, case=case, form="av_note")
        full = sample_values(standard_forms()["av_note"])
        begun = save_draft(by=by, draft=begun.pk, revision=0, values=full)
        paper = issuing.issue(by=by, draft=begun.pk, revision=begun.revision)
    draft = begin_draft(by=by, case=case, form="av_note")
    scan = keep_scan(by=by, file_name="a.pdf", chunks=[b"%PDF-1.7 ", case.number.encode()])
    with act("test.add", by=SYSTEM) as record:
        row = ScannedPage(
            bureau=case.bureau, case=case, scan=scan, paper=paper, paper_page=1, state="filed",
            page=1, recorded_at=record.at, recorded_by=by.person,
        )  # fmt: skip
        record.create(row)
    rows = {"paper": paper, "draft": draft, "scan": scan, "page": row}
    return {name: str(one.pk) for name, one in rows.items()} | {"number": "1"}


def _changed_form(house: House, name: str) -> FormAdoption:
    """A form of which the administrator of the bureau proposes another title."""
    form = standard_forms()[name]
    title = replace(form.title, zh=f"{form.title.zh}（改）")
    text = text_of(replace(form, title=title))
    day = beijing("2026-03-02 00:00").date()
    return propose_form(
        by=house.viewer("admin"), form=name, text=text, from_date=day, reason="用语"
    )


def _open_to(role: Role, address: Address) -> bool:
    return any(isinstance(one, Open) or one in POLICY[role] for one in address.decision)


def _seen(role: Role, address: Address, place: str) -> bool:
    """Whether the rows of that place are there for the role."""
    if place == "other bureau" or role in OF_INSTALLATION:  # these belong to no bureau
        return False
    narrowed = (
        *("cases/", "activities/", "recordings/<uuid:", "recordings/links/", "approvals/<uuid:"),
        *("recordings/unexplained/<uuid:", "recordings/away/<uuid:"),
        *("recordings/hand-over/<uuid:", "recordings/hand-over/offer/"),
        *("papers/<uuid:", "papers/drafts/<uuid:", "papers/scans/<uuid:", "papers/scans/page/"),
        *("incidents/<uuid:", "onsite/<uuid:", "things/<uuid:", "received/<uuid:"),
    )
    if place == "own section" or not address.route.startswith(narrowed):
        return True
    return POLICY[role].get(Permission.CASE_VIEW) is Reach.BUREAU


def _expected(role: Role, address: Address, place: str) -> str:
    if not _open_to(role, address):
        return "403"
    if address.about_a_row and not _seen(role, address, place):
        return "404"
    return "open"


def _found(client: Client, viewer: Viewer, where: str, method: str, wanted: str) -> str:
    """What an address answers; where it should be closed, its view is asked first, and alone."""
    refused = None if wanted == "open" else refusal(viewer, where, method)
    if refused is not None:
        return "403" if isinstance(refused, PermissionDenied) else "404"
    return _answered(client, where, method)


def _answered(client: Client, where: str, method: str) -> str:
    answer = getattr(client, method)(where)
    if answer.status_code == 405 and method == "get":
        answer = client.post(where)
    if answer.streaming:
        b"".join(answer.streaming_content)  # read to its end, so that the file is closed
    status = answer.status_code
    return str(status) if status in (403, 404) or status >= 500 else "open"


@pytest.fixture
def houses(db: None, clock: Clock) -> tuple[House, House]:
    return House(clock), House(clock, code="other")


def _person(house: House, role: Role) -> Person:
    if role is Role.BUREAU_ADMIN:
        return house.people["admin"]
    if role not in OF_INSTALLATION:
        return house.people[role.value]
    with act("test.add", by=SYSTEM) as record:
        person = put_person(
            record=record, bureau=None, username=role.value, name=role.value,
            password_hash=NO_PASSWORD,
        )  # fmt: skip
        put_role(
            record=record, person=person, role=role, organisation=None,
            from_date=beijing("2026-01-01 00:00").date(),
        )  # fmt: skip
    return person


def _client(person: Person) -> Client:
    Person.objects.filter(pk=person.pk).update(must_change_password=False)
    person.must_change_password = False
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def _own_place(own: House) -> Place:
    return _place("own section", own, own.officer, own.section, own.people["colleague"])


def _places(own: House, other: House) -> list[Place]:
    stranger = own.viewer("stranger")
    return [
        _own_place(own),
        _place("other section", own, stranger, own.other_section, own.people["stranger"]),
        _place("other bureau", other, other.officer, other.section, other.people["colleague"]),
    ]


def test_every_address_has_a_decision_about_access() -> None:
    found = list(addresses(get_resolver().url_patterns))
    assert len(found) > 40
    assert [one.route for one in found if not one.decision] == []


def test_an_address_without_a_decision_is_found() -> None:
    def bare(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    known = page(Permission.CASE_VIEW)(bare)
    made = list(addresses([path("bare/", bare), path("known/", known)]))
    assert [bool(one.decision) for one in made] == [False, True]


def test_pages_that_ask_for_more_are_still_there() -> None:
    assert set(DEEPER) <= {one.route for one in addresses(get_resolver().url_patterns)}


@pytest.fixture
def _refused_in_few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a refusal says is looked at elsewhere: here its status counts, thousands of times."""

    def short(status: int) -> Callable[..., HttpResponse]:
        return lambda *_asked, **_why: HttpResponse(status=status)

    for status in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
        monkeypatch.setattr(site_urls, f"handler{status}", short(status), raising=False)


#: A house with everything in it is built for so many roles; each finds it as it was.
GROUPS = [list(Role)[at : at + 3] for at in range(0, len(Role), 3)]


@pytest.mark.parametrize("roles", GROUPS, ids=" ".join)
@pytest.mark.usefixtures("_refused_in_few_words")
def test_a_role_opens_what_its_permissions_say_and_nothing_else(
    houses: tuple[House, House], roles: list[Role]
) -> None:
    own, other = houses
    places = _places(own, other)
    faults = []
    for role in roles:
        with _undone():
            faults += _faults(_person(own, role), role, places)
    assert faults == []


@contextmanager
def _undone() -> Iterator[None]:
    """Undo what is written inside, as Django does after a test."""
    block = transaction.atomic()
    block._from_testcase = True  # acts are whole transactions, which go into no other
    with block:
        yield
        transaction.set_rollback(True)  # Django takes it by position


def _faults(person: Person, role: Role, places: list[Place]) -> Iterator[str]:
    """What answers otherwise than expected.

    A closed page is opened and sent to for the rows of each place; that what its view refuses
    arrives as that is asked once of each answer.
    """
    client, viewer = _client(person), viewer_for(person, timezone.now())
    arrived = set()
    for address in addresses(get_resolver().url_patterns):
        if address.route == "account/sign-out/":
            continue
        for place in places if address.about_a_row else places[:1]:
            where = place.fill(address.route)
            wanted = _expected(role, address, place.name)
            for method in ["get"] if wanted == "open" else ["get", "post"]:
                found = _found(client, viewer, where, method, wanted)
                deeper = address.route in DEEPER and found in ("403", "404") and wanted == "open"
                if found == wanted != "open" and (found, method) not in arrived:
                    arrived.add((found, method))
                    found = _answered(client, where, method)
                if found != wanted and not deeper:
                    yield f"{role}: {method} {address.route} ({place.name}): {found}, not {wanted}"


def test_who_has_not_signed_in_is_asked_to(houses: tuple[House, House]) -> None:
    place = _own_place(houses[0])
    closed = [
        address
        for address in addresses(get_resolver().url_patterns)
        if Open.EVERYONE not in address.decision
    ]
    for address in closed:
        answer = Client().get(place.fill(address.route))
        assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/account/sign-in/")


def test_before_the_first_password_is_changed_only_that_page_is_open(
    houses: tuple[House, House],
) -> None:
    place = _own_place(houses[0])
    person = houses[0].people["officer"]
    client = _client(person)
    Person.objects.filter(pk=person.pk).update(must_change_password=True)
    kept = {Open.EVERYONE, Open.SIGNED_IN}
    for address in addresses(get_resolver().url_patterns):
        if not kept & set(address.decision):
            answer = client.get(place.fill(address.route))
            assert (answer.status_code, answer.url) == (302, "/account/password/"), address.route
    assert client.get("/account/password/").status_code == 200


def test_administrators_hold_no_permission_on_cases() -> None:
    held = {one for role in Role if role.endswith("_admin") for one in POLICY[role]}
    assert [one for one in held if one.startswith("case.")] == []
