# SPDX-License-Identifier: Apache-2.0
"""What stories about typed cases begin with."""

from liuhen.apps.cases.models import Case, Document
from support.desk import Desk
from support.house import House


def opened(house: House, **typed: str) -> tuple[Desk, Case]:
    """An officer opens a case on its page; the desk stands where facts are entered."""
    desk = Desk(house, "officer").open("/cases/new/")
    desk.send(
        **{"title": "禁渔期出海捕捞案", "origin": "ex_officio", "party_name": "赵某", **typed}
    )
    return desk, Case.objects.within(house.bureau.pk).latest("recorded_at")


def at(desk: Desk, case: Case, fact: str, kind: str = "", event: str = "") -> Desk:
    """The page on which a fact of the case is entered."""
    query = "&".join(f"{n}={v}" for n, v in (("kind", kind), ("event", event)) if v)
    return desk.open(f"/cases/{case.pk}/add/{fact}/?{query}")


def inspected(house: House) -> tuple[Desk, Case]:
    """A case with one site inspection, 1 March, 09:00 to 10:30."""
    desk, case = opened(house)
    at(desk, case, "activity", "site_inspection")
    desk.send(start="2026-03-01T09:00", end="2026-03-01T10:30", identity_shown="yes")
    return desk, case


def document(house: House) -> Document:
    """The only paper that there is."""
    return Document.objects.within(house.bureau.pk).get(superseded_at=None)
