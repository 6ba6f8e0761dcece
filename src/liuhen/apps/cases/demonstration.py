# SPDX-License-Identifier: Apache-2.0
"""Demonstration data: bureaus with people of every role, and cases that never happened.

Its rows say that they were recorded when they happened, which no act ever says; so this module
writes only into bureaus marked `demonstration`, and a site with such a bureau serves this machine
alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from msgspec import UnsetType
from msgspec.structs import replace

from liuhen.apps.cases.acting import tell
from liuhen.apps.cases.facts import rows_of
from liuhen.apps.cases.models import (
    Activity,
    Case,
    Document,
    Fact,
    FactOrigin,
    Handler,
    Incident,
    Numbering,
    Recording,
)
from liuhen.apps.cases.numbering import number_text
from liuhen.apps.cases.setup import BureauPlan, set_up_bureau
from liuhen.apps.people.installation import add_administrator
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.people.roles import OF_INSTALLATION, Role
from liuhen.apps.people.writing import (
    CertificateValue,
    put_certificate,
    put_membership,
    put_person,
    put_role,
    random_password,
)
from liuhen.apps.trace.actors import SystemActor
from liuhen.apps.trace.journal import Record, act
from liuhen.law import facts as law
from liuhen.law.packs import shipped_packs
from liuhen.simulate import bureau_of, cases
from liuhen.simulate.bureau import Bureau as Invented

_BY = SystemActor("init")
_GO_LIVE = timedelta(days=730)
_SHORT = {
    "jinpu-ethnic-religious": "金普民宗",
    "xigang-education": "西教",
    "qilin-culture-tourism": "麒文旅",
    "jinpu-ocean": "金普海",
    "xigang-hrss": "西人社",
}
_OFFICE = "综合科"
#: Roles that the simulator has no name for, with a name that is plainly made up.
_OTHERS = {
    Role.CUSTODIAN: "管理员甲",
    Role.SUPERVISOR: "监督员甲",
    Role.DEVICE_MANAGER: "设备员甲",
    Role.DISCLOSURE_OFFICER: "公开员甲",
    Role.IMPORTER: "导入员甲",
}


@dataclass(frozen=True, slots=True)
class SignIn:
    """A person of the demonstration who can sign in."""

    username: str
    name: str
    role: str
    bureau: str


@dataclass(slots=True)
class Demonstration:
    """What was built. One password, random for each build, opens every account."""

    password: str
    sign_ins: list[SignIn]
    password_hash: str = ""
    cases: int = 0


@dataclass(frozen=True, slots=True)
class _Staffed:
    """A bureau with its people by name."""

    bureau: Organisation
    section: Organisation
    office: Organisation
    people: dict[str, Person]


def real_bureaus() -> list[str]:
    """Return the names of bureaus that are no demonstration."""
    rows = Organisation.objects.filter(kind="bureau", demonstration=False)
    return list(rows.values_list("name", flat=True))


def begin() -> Demonstration:
    """Choose the password, and add the administrators of the installation."""
    built = Demonstration(random_password(), [])
    built.password_hash = make_password(built.password)  # one for all: nothing is guarded here
    for role in sorted(OF_INSTALLATION):
        username = role.value.replace("_", ".")
        person, _ = add_administrator(
            by=_BY, role=role, username=username, password_hash=built.password_hash
        )
        built.sign_ins.append(SignIn(username, person.name, role.value, ""))
    return built


def build(built: Demonstration, count: int, seed: int) -> Iterator[str]:
    """Build five bureaus with `count` cases each; yields each bureau's name as it is done."""
    now = timezone.now()
    for pack_id in sorted(set(shipped_packs()) & set(_SHORT)):
        staffed = _staff(bureau_of(pack_id), built, now)
        built.cases += _put_cases(staffed, cases(pack_id, count, seed, now))
        _put_patrols(staffed, now)
        yield staffed.bureau.name


# ---------------------------------------------------------------- people


def _staff(invented: Invented, built: Demonstration, now: datetime) -> _Staffed:
    slug = invented.pack.rpartition("-")[2]
    new = set_up_bureau(
        by=_BY,
        plan=BureauPlan(
            district=invented.district,
            name=invented.name,
            short_name=_SHORT[invented.pack],
            pack_id=invented.pack,
            sections=[invented.section, _OFFICE],
            admin_username=f"{slug}.admin",
            admin_name="管理员乙",
            admin_password_hash=built.password_hash,
            code=invented.pack,
            go_live_at=now - _GO_LIVE,
            demonstration=True,
        ),
    )
    built.sign_ins.append(
        SignIn(f"{slug}.admin", "管理员乙", Role.BUREAU_ADMIN.value, invented.name)
    )
    section, office = new.sections
    staffed = _Staffed(new.bureau, section, office, {})
    since = timezone.localdate(now - _GO_LIVE)
    with act("demonstration.staff", by=_BY) as record:
        record.about(new.bureau)
        for username, name, role in _posts(invented, slug):
            home = section if role in (Role.OFFICER, Role.SECTION_HEAD) else office
            person = put_person(
                record=record,
                bureau=new.bureau,
                username=username,
                name=name,
                password_hash=built.password_hash,
                must_change_password=False,
            )
            put_membership(record=record, person=person, organisation=home, from_date=since)
            over = home if role in (Role.OFFICER, Role.SECTION_HEAD) else new.bureau
            put_role(record=record, person=person, role=role, organisation=over, from_date=since)
            if role is Role.OFFICER:
                _certify(record, invented, person, now)
            staffed.people[name] = person
            built.sign_ins.append(SignIn(username, name, role.value, invented.name))
    return staffed


def _posts(invented: Invented, slug: str) -> Iterator[tuple[str, str, Role]]:
    for number, name in enumerate(invented.officers, start=1):
        yield f"{slug}.officer{'' if number == 1 else number}", name, Role.OFFICER
    yield f"{slug}.section", invented.section_head, Role.SECTION_HEAD
    yield f"{slug}.legal", invented.legal_reviewer, Role.LEGAL_REVIEWER
    yield f"{slug}.deputy", invented.deputy_head, Role.DEPUTY_HEAD
    yield f"{slug}.head", invented.bureau_head, Role.BUREAU_HEAD
    for role, name in _OTHERS.items():
        yield f"{slug}.{role.value.partition('_')[0]}", name, role


def _certify(record: Record, invented: Invented, person: Person, now: datetime) -> None:
    held = invented.officer(person.name, timezone.localdate(now).year)
    until = None if isinstance(held.valid_until, UnsetType) else held.valid_until
    value = CertificateValue(held.certificate, until, established=True)
    put_certificate(record=record, person=person, value=value)


# ---------------------------------------------------------------- cases


def _put_cases(staffed: _Staffed, invented: Iterable[law.Facts]) -> int:
    """Write the cases in the order in which they began, so that numbers rise with time."""
    found = sorted(invented, key=_opened)
    last: defaultdict[tuple[str, int], int] = defaultdict(int)
    for facts in found:
        year = timezone.localtime(_opened(facts)).year
        last[facts.case.act, year] += 1
        number = number_text(staffed.bureau, facts.case.act, year, last[facts.case.act, year])
        with act("demonstration.put_case", by=_BY) as record:
            _put_case(staffed, replace(facts, case=replace(facts.case, id=number)), record)
    with act("demonstration.number", by=_BY) as record:
        record.about(staffed.bureau)
        record.create_many(
            [
                Numbering(bureau=staffed.bureau, act=kind, year=year, next=number + 1)
                for (kind, year), number in last.items()
            ]
        )
    return len(found)


def _opened(facts: law.Facts) -> datetime:
    return min(event.start for event in facts.events)


def _put_case(staffed: _Staffed, facts: law.Facts, record: Record) -> None:
    bureau, about = staffed.bureau, facts.case
    party = about.party if isinstance(about.party, law.Party) else law.Party()
    officers = dict.fromkeys(one.name for event in facts.events for one in event.officers)
    handlers = [staffed.people[name] for name in officers if name in staffed.people][:2]
    case = Case(
        bureau=bureau,
        section=staffed.section,
        number=about.id,
        title=about.title,
        act=about.act,
        procedure=about.procedure or "",
        origin=about.origin or "",
        party_name=party.name,
        party_kind=party.kind or "",
        secrecy=about.secrecy,
        opened_at=_opened(facts),
        recorded_at=_opened(facts),
        concluded_at=_last(facts, "case_concluded"),
        archived_at=_last(facts, "archived"),
        created_by=handlers[0] if handlers else None,
    )
    record.create(case)
    record.about(case)
    record.create_many([Handler(case=case, person=person) for person in handlers])
    by_kind: defaultdict[type[Fact], list[Fact]] = defaultdict(list)
    for row in rows_of(facts):
        row.bureau, row.section, row.case = bureau, staffed.section, case
        by_kind[type(row)].append(as_recorded_then(row, case.created_by))
    for rows in by_kind.values():
        record.create_many(rows)
    tell(case, record)


def _last(facts: law.Facts, kind: str) -> datetime | None:
    return max((event.start for event in facts.events if event.type == kind), default=None)


def as_recorded_then(row: Fact, person: Person | None) -> Fact:
    """Let a row say that it was recorded when it happened, as a bureau at work would have it."""
    row.origin = FactOrigin.DEVICE if isinstance(row, Recording) else FactOrigin.ACT
    then = row.at if isinstance(row, Document | Incident) else row.start  # type: ignore[attr-defined]  # the other kinds have one
    row.recorded_at = row.entered_at = then
    row.entered_by = row.recorded_by = person
    return row


def _put_patrols(staffed: _Staffed, now: datetime) -> None:
    """Three patrols without a case, as most footage is."""
    officers = list(staffed.people.values())[:2]
    with act("demonstration.put_patrols", by=_BY) as record:
        record.about(staffed.bureau)
        for days in (1, 3, 8):
            start = (now - timedelta(days=days)).replace(minute=0, second=0, microsecond=0)
            end = start + timedelta(minutes=95)
            patrol = Activity(
                kind="routine_patrol",
                start=start,
                end=end,
                place=staffed.bureau.parent.name if staffed.bureau.parent else "",
                officers=[{"name": one.name} for one in officers],
                identity_shown=True,
            )
            film = Recording(
                kind="video",
                start=start,
                end=end,
                device="DSJ-01",
                officer=officers[0].name,
                informed=True,
                content=["scene", "people"],
                event_refs=[f"e-patrol{days:02}"],
            )
            for ref, row in ((f"e-patrol{days:02}", patrol), (f"r-patrol{days:02}", film)):
                row.bureau, row.section, row.ref = staffed.bureau, staffed.section, ref
                record.create(as_recorded_then(row, officers[0]))
