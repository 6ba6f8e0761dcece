# SPDX-License-Identifier: Apache-2.0
"""What officers note of an activity beside the contract's words: `Activity.details`.

What this module promises:

- the words are a closed set with a schema (`schema`); what is not known is refused, an absent word
  is "not noted";
- nothing here is judged by the engine; nothing confidential is asked for;
- times that the server took stand beside those that were claimed: `arrived` and `left`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, get_args

import msgspec
from django.db.models import Q
from django.utils import timezone
from msgspec import UNSET, Meta, Struct, UnsetType

from liuhen.apps.cases import checks
from liuhen.apps.cases.models import Activity
from liuhen.apps.people.viewer import Viewer

Channel = Literal["visit", "letter", "telephone", "online", "petition", "transferred", "media"]
#: What comes of reconsideration or litigation (复议法 arts. 63-69, 行政诉讼法 arts. 69-77): upheld,
#: changed, revoked, found unlawful, rejected, withdrawn by who sought it, settled in another way.
RemedyResult = Literal[
    "upheld", "changed", "revoked", "unlawful", "rejected", "withdrawn", "settled"
]
RESULTS: tuple[str, ...] = get_args(RemedyResult)
#: What a court answers to an application for enforcement (行政强制法 arts. 56-58): it enforces, or
#: does not, does not take the case up; all is enforced, or the enforcement was ended.
CourtResult = Literal["allowed", "refused", "not_accepted", "enforced", "ended"]
COURT_RESULTS: tuple[str, ...] = get_args(CourtResult)
CHANNELS: tuple[str, ...] = get_args(Channel)
Line = Annotated[str, Meta(max_length=200)]
Text = Annotated[str, Meta(max_length=2000)]
Instant = Annotated[datetime, Meta(tz=True)]
#: Activities that visit an enterprise: of these its inspections of a year are counted.
INSPECTIONS = ("site_inspection", "routine_patrol", "sampling")


class Position(Struct, forbid_unknown_fields=True, omit_defaults=True, frozen=True):
    """Where the phone was, with the consent of whoever carried it; `accuracy` in metres."""

    latitude: Annotated[float, Meta(ge=-90, le=90)]
    longitude: Annotated[float, Meta(ge=-180, le=180)]
    accuracy: Annotated[float, Meta(ge=0, le=100_000)] | UnsetType = UNSET


class Tap(Struct, forbid_unknown_fields=True, omit_defaults=True, frozen=True):
    """A tap on the spot: when the server took it, and where the phone was."""

    server: Instant
    position: Position | UnsetType = UNSET


class ServiceNote(Struct, forbid_unknown_fields=True, omit_defaults=True, frozen=True):
    """Of a service: by which way (`law.statutory.ways`), to whom, where, when it arrived.

    `after`: the service that failed before; `paper`: a paper that is no fact of the contract.
    `agreed`: since when the party had agreed to be served electronically.
    """

    way: Annotated[str, Meta(max_length=20)] | UnsetType = UNSET
    to: Line | UnsetType = UNSET
    address: Line | UnsetType = UNSET
    reached: Instant | UnsetType = UNSET
    agreed: Instant | UnsetType = UNSET
    after: Annotated[str, Meta(max_length=60)] | UnsetType = UNSET
    paper: Annotated[str, Meta(max_length=60)] | UnsetType = UNSET


class HearingNote(Struct, forbid_unknown_fields=True, omit_defaults=True, frozen=True):
    """Of a hearing, or the notice of one: for when it is planned, where, who chairs and records it.

    `chair_person` is the key of the chair's account, where the chair is one of the bureau; only a
    notice says `planned`.
    """

    planned: Instant | UnsetType = UNSET
    place: Line | UnsetType = UNSET
    chair: Line | UnsetType = UNSET
    chair_person: Annotated[str, Meta(max_length=60)] | UnsetType = UNSET
    recorder: Line | UnsetType = UNSET


class RemedyNote(Struct, forbid_unknown_fields=True, omit_defaults=True, frozen=True):
    """Of a remedy (复议或诉讼): who of several parties sought it, the result and its paper."""

    who: Line | UnsetType = UNSET
    result: RemedyResult | UnsetType = UNSET
    number: Line | UnsetType = UNSET


class CourtNote(Struct, forbid_unknown_fields=True, omit_defaults=True, frozen=True):
    """Of what a court answered to an application for enforcement."""

    result: CourtResult | UnsetType = UNSET


class Details(Struct, forbid_unknown_fields=True, omit_defaults=True, frozen=True):
    """All that may be noted.

    `present`: who else was there, in a line. `approval`, `task_sheet`, `scanned_code`, `enterprise`
    (name) and `enterprise_code`, `count_this_year` (this inspection included): the inspection rules
    of 2025. `purpose_told`: the party was told why; `filming_told`: that it is recorded. `channel`:
    by which way a complaint came. `from`: which organ handed it over. `reason`: why no procedure is
    started, or why the case ended, and `ending` in which way. `service`: how a paper was served.
    `hearing`: for when one is planned, or who chaired and recorded it. `remedy`: whose it is, and
    what came of it. `court`: what came of an application there. `draft`: the key of the phone's
    draft, so that it is taken once. `during`: the item of the activity in which this was done on
    the spot.
    """

    present: Line | UnsetType = UNSET
    approval: Line | UnsetType = UNSET
    task_sheet: Line | UnsetType = UNSET
    scanned_code: Line | UnsetType = UNSET
    enterprise: Line | UnsetType = UNSET
    enterprise_code: Line | UnsetType = UNSET
    count_this_year: Annotated[int, Meta(ge=0, le=10_000)] | UnsetType = UNSET
    purpose_told: bool | UnsetType = UNSET
    filming_told: bool | UnsetType = UNSET
    arrived: Tap | UnsetType = UNSET
    left: Tap | UnsetType = UNSET
    note: Text | UnsetType = UNSET
    channel: Channel | UnsetType = UNSET
    from_: Line | UnsetType = msgspec.field(name="from", default=UNSET)
    reason: Text | UnsetType = UNSET
    ending: Annotated[str, Meta(max_length=24)] | UnsetType = UNSET
    draft: Annotated[str, Meta(max_length=60)] | UnsetType = UNSET
    service: ServiceNote | UnsetType = UNSET
    hearing: HearingNote | UnsetType = UNSET
    remedy: RemedyNote | UnsetType = UNSET
    court: CourtNote | UnsetType = UNSET
    during: Annotated[str, Meta(max_length=60)] | UnsetType = UNSET


def details_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` as they are kept: empty ones left out, times as text.

    Raises:
        BadFactError: a word that is not known, or a value that cannot be.
    """
    plain = {
        name: checks.text(value, name, 2000) if isinstance(value, str) else value
        for name, value in values.items()
        if value not in (None, "", {}, [])
    }
    plain = msgspec.to_builtins(plain)
    return dict(checks.shape(plain, Details, "details"))


def schema() -> dict[str, Any]:
    """Return the JSON Schema of details."""
    return msgspec.json.schema(Details)


def tap(at: datetime, position: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a tap at the server's time `at`."""
    made: dict[str, Any] = {"server": timezone.localtime(at).isoformat(timespec="seconds")}
    return made | ({"position": dict(position)} if position else {})


def inspections_this_year(viewer: Viewer, code: str, name: str, at: datetime) -> int:
    """Return how often the bureau inspected an enterprise in the year of `at`, from the rows.

    By its code where there is one, else by its name; every bureau counts its own visits, also those
    that the viewer may not read.
    """
    if viewer.bureau_id is None or not (code or name):
        return 0
    year = timezone.localtime(at).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    same = Q(details__enterprise_code=code) if code else Q(details__enterprise=name)
    if name:
        same |= Q(case__party_name=name)
    rows = Activity.objects.within(viewer.bureau_id).filter(
        same, kind__in=INSPECTIONS, superseded_at=None, withdrawn=False,
        start__gte=year, start__lte=at,
    )  # fmt: skip
    return rows.count()
