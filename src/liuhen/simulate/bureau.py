# SPDX-License-Identifier: Apache-2.0
"""What the simulator knows of one bureau: its people, its field, and how it works by habit."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from liuhen.law.facts import DocumentType, Officer


@dataclass(frozen=True)
class Matter:
    """One sort of breach as officers write it: what, under which law, and what there is to see."""

    title: str
    basis: str
    facts: str
    items: str
    parties: tuple[
        str, ...
    ] = ()  # who does such a thing; nobody in particular: any of the bureau's
    sample: str = ""  # what is sampled and appraised, where this matter knows sampling
    at_sea: bool = False
    levies: bool = False  # money due without any breach


@dataclass(frozen=True)
class Licence:
    """One thing that people apply for."""

    title: str
    basis: str


@dataclass(frozen=True)
class Habits:
    """How this bureau's officers go about it when they do everything right."""

    store: Literal["same_day", "next_day", "week"]
    hands_over_monthly: bool = False
    plays_back: bool = False  # the party views the footage and signs
    preservation_paper: DocumentType = "preservation_document"
    notes_position: bool = False
    works_evenings: bool = False
    segment_minutes: tuple[int, ...] = (30,)  # after how long its recorders begin a new file
    address_form: float = 0.4  # share of cases with a confirmed address for service


@dataclass(frozen=True)
class Bureau:
    """One bureau of the simulation. Every name in it is made up, but for the bureau's own."""

    pack: str
    name: str
    code: str  # begins the numbers of its cases
    district: str
    government: str  # where reconsideration is asked for
    court: str
    certificate: str  # begins the numbers of its officers' certificates
    section: str
    officers: tuple[str, ...]
    section_head: str
    legal_reviewer: str
    deputy_head: str
    bureau_head: str
    organizations: tuple[str, ...]
    streets: tuple[str, ...]
    matters: tuple[Matter, ...]
    licences: tuple[Licence, ...]
    habits: Habits
    stories: dict[str, int]  # how often which course of a case comes up
    vessels: tuple[tuple[str, str], ...] = ()

    def officer(self, name: str, year: int) -> Officer:
        """One of its officers, with a certificate that is good for some years after `year`."""
        place = self.officers.index(name)
        return Officer(
            name=name,
            certificate=f"{self.certificate}{place + 1:03d}",
            valid_until=date(year + 1 + place % 3, 12, 31),
            established=True,
        )
