# SPDX-License-Identifier: Apache-2.0
"""What the films of the demonstration show: activities with their papers, and marks inside them.

Activities and papers are invented rows, put down before the footage comes in, as officers would
have written them on that day. Who watches, marks and links the footage does so by the real acts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone
from msgspec import to_builtins

from liuhen.apps.cases.acting import tell
from liuhen.apps.cases.demonstration_equipment import (
    FAST,
    INTERVIEW_ROOM,
    RECEPTION_ROOM,
    officers_of,
)
from liuhen.apps.cases.invented import BUILDER, Staffed, as_recorded_then
from liuhen.apps.cases.models import Activity, Case, Document, Fact, Handler
from liuhen.apps.people.models import Person
from liuhen.apps.trace.journal import act
from liuhen.simulate import bureau_of
from liuhen.simulate.takes import TAKES, Take

_DAY = 24 * 60
_SLOTS, _OLD = 3, timedelta(days=2, hours=6)
#: From one of these on nothing is investigated any more.
_OVER = ("investigation_concluded", "section_review", "legal_review", "decision_made")
#: Positions (WGS 84) near which the films of a bureau play.
PLACES = {
    "jinpu-ocean": (39.0503, 121.7821),
    "jinpu-ethnic-religious": (39.1046, 121.7180),
    "qilin-culture-tourism": (25.4951, 103.8053),
    "xigang-education": (38.9142, 121.6124),
    "xigang-hrss": (38.9171, 121.6049),
}
_PAPERS = {
    "site_inspection": "site_inspection_record",
    "inquiry": "inquiry_record",
    "evidence_collection": "evidence_list",
    "complaint_received": "complaint_register",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One activity of a film, from and to in seconds of the film."""

    kind: str
    since: int
    until: int


@dataclass(frozen=True, slots=True)
class Scene:
    """What a film shows: by which officer, in which case, and what is marked in it.

    `slot` counts the cases that are being investigated; `None`: it belongs to no case. `who` counts
    the officers. `linked`: somebody has linked it already. `marks` are (second, word, text).
    """

    who: int = 0
    slot: int | None = None
    shown: tuple[Shown, ...] = ()
    place: str = ""
    marks: tuple[tuple[int, str, str], ...] = ()
    linked: bool = True


_BEGINNING = ((12, "told", ""), (31, "certificate_shown", ""))
SCENES = {
    "inspection": Scene(
        slot=0,
        shown=(Shown("site_inspection", 20, 1680), Shown("evidence_collection", 1740, 2660)),
        marks=(
            *_BEGINNING,
            (58, "rights_told", ""),
            (75, "place", ""),
            (240, "scene", "进入现场"),
            (310, "people", "现场负责人在场"),
            (900, "supplement", "此处画面较暗，现场灯已损坏，声音清楚。"),
            (1770, "told", ""),
            (1790, "certificate_shown", ""),
            (1820, "place", ""),
            (1900, "items", "清点证据"),
            (2380, "documents", "清单当场交付"),
        ),
    ),
    "hole": Scene(
        slot=1,
        shown=(Shown("site_inspection", 20, 1780),),
        marks=(*_BEGINNING, (70, "place", ""), (120, "scene", ""), (150, "people", "")),
    ),
    "gap": Scene(
        slot=2,
        shown=(Shown("advance_preservation", 20, 1180),),
        marks=(*_BEGINNING, (70, "place", ""), (90, "people", ""), (160, "items", "")),
    ),
    "late": Scene(who=1, shown=(Shown("routine_patrol", 20, 1480),), marks=(_BEGINNING[0],)),
    "remote": Scene(
        who=2,
        slot=1,
        shown=(Shown("site_inspection", 20, 880),),
        marks=(*_BEGINNING, (60, "place", ""), (90, "scene", ""), (200, "people", "")),
    ),
    "inquiry": Scene(slot=0, shown=(Shown("inquiry", 20, 460),), linked=False),
    "cut": Scene(who=FAST, shown=(Shown("routine_patrol", 20, 1180),), linked=False),
    "counter": Scene(shown=(Shown("complaint_received", 30, 690),), place=RECEPTION_ROOM),
    "room": Scene(shown=(Shown("inquiry", 20, 340),), place=INTERVIEW_ROOM, linked=False),
    "talk": Scene(who=1, shown=(Shown("inquiry", 10, 710),)),
    "photo": Scene(slot=0, linked=False),
    "unknown": Scene(who=1, linked=False),
    "trial": Scene(linked=False),
}
#: Receptions that no footage was fetched for: how many minutes ago, and of which kind.
_UNFETCHED = ((2 * _DAY, "complaint_received"), (28 * _DAY, "application_received"))


@dataclass(slots=True)
class Cast:
    """What stands in a bureau before its footage comes: who films what, in which activities."""

    staffed: Staffed
    present: datetime
    cases: list[Case]
    who: dict[str, Person] = field(default_factory=dict)
    shown: dict[str, list[Activity]] = field(default_factory=dict)

    def case_of(self, scene: Scene) -> Case | None:
        """Return the case of a scene, if the bureau investigates any."""
        if scene.slot is None or not self.cases:
            return None
        return self.cases[scene.slot % len(self.cases)]

    def position(self) -> tuple[float, float]:
        """Return where the films play."""
        return PLACES[self.staffed.bureau.pack_id]


def put_scenes(staffed: Staffed, present: datetime) -> Cast:
    """Write down what the films show, and the receptions without any."""
    cast = Cast(staffed, present, _investigated(staffed, present))
    for take in TAKES:
        scene = SCENES[take.key]
        cast.who[take.key] = _filming(staffed, cast.case_of(scene), scene)
        cast.shown[take.key] = [_put(cast, take, number) for number in range(len(scene.shown))]
    for number, (ago, kind) in enumerate(_UNFETCHED):
        begun = _in_the_morning(present - timedelta(minutes=ago))
        officers = officers_of(staffed)[number : number + 2]
        span = begun, begun + timedelta(minutes=25)
        row = _activity(cast, f"e-reception{number}", kind, span, officers)
        row.place = RECEPTION_ROOM
        _write(row, [row], officers[0])
    return cast


def _in_the_morning(at: datetime) -> datetime:
    return timezone.localtime(at).replace(hour=9, minute=20, second=0, microsecond=0)


def _investigated(staffed: Staffed, present: datetime) -> list[Case]:
    """Three cases in which something may still happen on the spot, or as many as there are.

    The first one is the first officer's where that is possible, the second is some days old.
    """
    rows = Case.objects.within(staffed.bureau.pk).filter(section=staffed.section)
    rows = rows.filter(concluded_at=None, archived_at=None).exclude(act="licensing")
    rows = rows.filter(opened_at__lte=present - timedelta(hours=6)).order_by("number")
    over = Activity.objects.within(staffed.bureau.pk).filter(kind__in=_OVER)
    first = officers_of(staffed)[0]
    own = set(Handler.objects.filter(person=first).values_list("case_id", flat=True))
    found = list(rows.exclude(pk__in=over.values("case_id"))) or list(rows)
    found.sort(key=lambda one: one.pk not in own)
    old = [one for one in found if one.opened_at <= present - _OLD]
    second = next((one for one in old if one not in found[:1]), None)
    if second is not None:
        found.remove(second)
        found.insert(1, second)
    return found[:_SLOTS] if second is not None or old[:1] == found[:1] else old[:1]


def _filming(staffed: Staffed, case: Case | None, scene: Scene) -> Person:
    """Who films: of a case its handler, but for whoever is on an outing or has the fast clock."""
    officers = officers_of(staffed)
    wanted = officers[scene.who]
    if case is None or scene.who:
        return wanted
    handlers = {one.person_id for one in Handler.objects.filter(case=case)}
    elsewhere = (officers[2], officers[FAST])
    found = [one for one in officers if one.pk in handlers and one not in elsewhere]
    return found[0] if found else wanted


def _write(activity: Activity, rows: Iterable[Fact], person: Person) -> None:
    """Write rows in a leaf of their activity: their times lead to none, and it is looked for."""
    with act("demonstration.put_scene", by=BUILDER) as record:
        record.about(activity)
        for row in rows:
            record.create(as_recorded_then(row, person))
        if activity.case is not None:
            tell(activity.case, record)


def _put(cast: Cast, take: Take, number: int) -> Activity:
    scene = SCENES[take.key]
    case, shown = cast.case_of(scene), scene.shown[number]
    people = officers_of(cast.staffed)
    first = cast.who[take.key]
    busy = {one.pk for one in _handlers(cast.cases[0])} if cast.cases else set()
    others = _handlers(case) if case else [one for one in reversed(people) if one.pk not in busy]
    second = next(one for one in (*others, *people) if one.pk != first.pk)
    begun = take.begins(cast.present)
    span = begun + timedelta(seconds=shown.since), begun + timedelta(seconds=shown.until)
    row = _activity(cast, f"e-{take.key}{number + 1}", shown.kind, span, (first, second))
    row.case = case
    row.place = scene.place or _street(cast, take)
    rows: list[Fact] = [row]
    if shown.kind in _PAPERS or shown.kind == "advance_preservation":
        rows.append(_paper(row, cast))
    _write(row, rows, first)
    return row


def _handlers(case: Case) -> list[Person]:
    rows = Handler.objects.filter(case=case).select_related("person")
    return [one.person for one in rows.order_by("person__username")]


def _activity(
    cast: Cast, ref: str, kind: str, span: tuple[datetime, datetime], officers: Iterable[Person]
) -> Activity:
    invented = bureau_of(cast.staffed.bureau.pack_id)
    year = timezone.localtime(span[0]).year
    return Activity(
        bureau=cast.staffed.bureau,
        section=cast.staffed.section,
        ref=ref,
        kind=kind,
        start=span[0],
        end=span[1],
        officers=[to_builtins(invented.officer(one.name, year)) for one in officers],
        identity_shown=True if kind not in ("complaint_received", "application_received") else None,
        attrs={"real_name": True} if kind == "complaint_received" else {},
    )


def _street(cast: Cast, take: Take) -> str:
    invented = bureau_of(cast.staffed.bureau.pack_id)
    slot = SCENES[take.key].slot or 0
    return f"{invented.district}{invented.streets[slot % len(invented.streets)]}{36 + slot}号"


def _paper(row: Activity, cast: Cast) -> Document:
    """The record of an activity, signed by everybody in it when it was over."""
    at = row.end or row.start
    invented = bureau_of(cast.staffed.bureau.pack_id)
    kept = invented.habits.preservation_paper
    party = _signing_party(row.case)
    signs = "handler" if row.kind == "complaint_received" else "officer"
    roles = [(signs, one["name"]) for one in row.officers]
    if row.kind == "evidence_collection":
        roles.append(("evidence_provider", party))
    if signs == "officer":
        roles.append(("party", party))
    if row.kind == "advance_preservation":
        roles.append(("bureau_head", invented.bureau_head))
    local = timezone.localtime(at)
    said = {
        "place": row.place,
        "time": f"{local:%Y年%m月%d日 %H时%M分}",
        "facts": row.case.title if row.case else "到访人反映的情况",
        "process": f"两名执法人员出示证件后，依法在{row.place}检查、询问并制作文书",
        "party": party,
        "object": "经营台账2册、票据14张",
        "source": "投诉举报",
        "reason": f"{row.case.title if row.case else ''}，需要固定证据",
        "form": "拍照留存并清点",
    }
    wanted = {
        "site_inspection": ("place", "time", "facts", "process", "party", "object"),
        "inquiry": ("place", "time", "facts", "process", "party"),
        "evidence_collection": ("object", "place", "time"),
        "complaint_received": ("source", "party", "facts", "time"),
        "advance_preservation": ("reason", "object", "form", "place", "time"),
    }[row.kind]
    return Document(
        bureau=row.bureau,
        section=row.section,
        case=row.case,
        ref=row.ref.replace("e-", "d-", 1),
        type=_PAPERS.get(row.kind, kept),
        at=at,
        event_refs=[row.ref],
        fields={name: said[name] for name in wanted},
        signatures=[{"role": role, "name": name, "at": local.isoformat()} for role, name in roles],
    )


def _signing_party(case: Case | None) -> str:
    """Who signs for the party: whoever did before in the case, else the party itself."""
    if case is None:
        return "赵某"
    for paper in Document.objects.within(case.bureau_id).filter(case=case).order_by("at"):
        for one in paper.signatures:
            if one.get("role") == "party" and one.get("name"):
                return str(one["name"])
    return case.party_name or "赵某"
