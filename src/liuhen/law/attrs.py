# SPDX-License-Identifier: Apache-2.0
"""The attributes that each event type has, and the base of all facts."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from liuhen.law.words import Manner, Measure, Right, ServiceMethod

Id = Annotated[str, Meta(min_length=1, description="unique across all items of the case")]
Time = Annotated[datetime, Meta(tz=True, description="ISO 8601 with an offset, to the second")]


class Shape(Struct, forbid_unknown_fields=True, omit_defaults=True, frozen=True, gc=False):
    """Base of all facts: unknown keys are refused, absent keys stay absent when written."""


class Attrs(Shape, frozen=True):
    """The attributes of one event type; a type without a class of its own has none."""


class ApplicationReceived(Attrs, frozen=True):
    """Somebody applied; orally or not."""

    oral: bool = False


class AcceptanceDecided(Attrs, frozen=True):
    """Whether the application was accepted."""

    accepted: bool = False


class ComplaintReceived(Attrs, frozen=True):
    """A complaint, under a real name or not."""

    real_name: bool = False


class ComplaintDecided(Attrs, frozen=True):
    """Whether a procedure was started."""

    initiated: bool = False


class CaseInitiated(Attrs, frozen=True):
    """The start; urgent where the approval could not come first."""

    urgent: bool = False


class RightsInformed(Attrs, frozen=True):
    """Which rights the party was told of, and in what manner."""

    rights: list[Right] | msgspec.UnsetType = msgspec.UNSET
    manner: Manner | msgspec.UnsetType = msgspec.UNSET


class CoerciveMeasure(Attrs, frozen=True):
    """Which measure was taken."""

    measure: Measure | msgspec.UnsetType = msgspec.UNSET


class DecisionMade(Attrs, frozen=True):
    """By when the party must have put things right, if ordered."""

    rectify_by: Time | msgspec.UnsetType = msgspec.UNSET


class OnTheSpotPenalty(Attrs, frozen=True):
    """Collected on the spot, likely to be disputed."""

    collected_on_site: bool = False
    disputed: bool = False


class Service(Attrs, frozen=True):
    """How a document was served, which one, and whether mail came back."""

    method: ServiceMethod | msgspec.UnsetType = msgspec.UNSET
    of: Id | msgspec.UnsetType = msgspec.UNSET
    returned: bool = False


class MeasureExtended(Attrs, frozen=True):
    """Until when, and days that do not count."""

    until: Time | msgspec.UnsetType = msgspec.UNSET
    excluded_days: Annotated[int, Meta(ge=0, le=36_600)] | msgspec.UnsetType = msgspec.UNSET


class FineHandedOver(Attrs, frozen=True):
    """To whom a fine collected on the spot went."""

    to: Literal["agency", "bank"] | msgspec.UnsetType = msgspec.UNSET


class PeriodExtended(Attrs, frozen=True):
    """Which period, and until when."""

    of: Literal["decision", "measure", "filing"] | msgspec.UnsetType = msgspec.UNSET
    until: Time | msgspec.UnsetType = msgspec.UNSET


class RemedySought(Attrs, frozen=True):
    """Which remedy the party seeks."""

    kind: Literal["reconsideration", "litigation"] | msgspec.UnsetType = msgspec.UNSET


class CaseTransferred(Attrs, frozen=True):
    """To whom the case went."""

    to: str | msgspec.UnsetType = msgspec.UNSET


class NoAttrs(Attrs, frozen=True):
    """For the event types that have no attributes."""


ATTRS: dict[str, type[Attrs]] = {
    "application_received": ApplicationReceived,
    "acceptance_decided": AcceptanceDecided,
    "complaint_received": ComplaintReceived,
    "complaint_decided": ComplaintDecided,
    "case_initiated": CaseInitiated,
    "rights_informed": RightsInformed,
    "coercive_measure": CoerciveMeasure,
    "decision_made": DecisionMade,
    "on_the_spot_penalty": OnTheSpotPenalty,
    "service": Service,
    "measure_extended": MeasureExtended,
    "fine_handed_over": FineHandedOver,
    "period_extended": PeriodExtended,
    "remedy_sought": RemedySought,
    "case_transferred": CaseTransferred,
}

#: Attributes that are times; `attrs` of an event is a plain mapping until it has been checked.
TIME_ATTRS = frozenset({"rectify_by", "until"})
