# SPDX-License-Identifier: Apache-2.0
"""Demonstration data: bureaus with people of every role, and cases that never happened.

One password, random for each build, opens every account; so a site with a demonstration serves this
machine alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from msgspec import UnsetType

from liuhen.apps.cases.invented import Staffed, put_cases, put_patrols
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
from liuhen.law.facts import Facts
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
    Role.PETITION_DESK: "信访员甲",
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
    staffed: dict[str, Staffed] = field(default_factory=dict)


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


def build(
    built: Demonstration, count: int, seed: int, told: Callable[[str], None] = lambda _text: None
) -> Iterator[str]:
    """Build five bureaus with `count` cases each; yields each bureau's name as it is done.

    `told` hears how far a bureau is.
    """
    now = timezone.now()
    for pack_id in sorted(set(shipped_packs()) & set(_SHORT)):
        staffed = _staff(bureau_of(pack_id), built, now)
        built.cases += put_cases(staffed, _lively(pack_id, count, seed, now), told)
        put_patrols(staffed, now)
        built.staffed[pack_id] = staffed
        yield staffed.bureau.name


def _lively(pack_id: str, count: int, seed: int, now: datetime) -> list[Facts]:
    """`count` cases, two thirds of them still open: what is over has little to show.

    One that begins later today, as at night, is none yet.
    """
    told = [facts for facts in cases(pack_id, 3 * count, seed, now) if facts.events]
    open_ones = [facts for facts in told if not _archived(facts)][: 2 * count // 3]
    over = [facts for facts in told if _archived(facts)][: count - len(open_ones)]
    chosen = {facts.case.id for facts in (*open_ones, *over)}
    return [facts for facts in told if facts.case.id in chosen]


def _archived(facts: Facts) -> bool:
    return any(event.type == "archived" for event in facts.events)


def _staff(invented: Invented, built: Demonstration, now: datetime) -> Staffed:
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
    staffed = Staffed(new.bureau, section, office, {})
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
