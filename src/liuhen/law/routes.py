# SPDX-License-Identifier: Apache-2.0
"""Who approves what, step by step, and what must hold before: a bureau's routes and gates.

What this module promises:

- the bureau's own entry for a matter comes first; where its regulation is silent, the one of the
  statute counts (`packs/shared/statutory_approvals.yaml`);
- roles, articles and days that an obligation has are taken from it;
- every bureau has every gate of `packs/shared/gates.yaml`, in its own version where it has one;
- what no row shows of a case is asked of people in the words of `packs/shared/grounds.yaml`.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from liuhen.law.pack import PACKS, Obligation, Pack, Says, parts_of
from liuhen.law.pack_parts import (
    SYSTEM_ROLES,
    Approval,
    ApprovalStep,
    Basis,
    Gate,
    Ground,
    Parts,
    StepWhen,
    SystemRole,
    read_parts,
)
from liuhen.law.packs import folder_of
from liuhen.law.period import Period
from liuhen.law.yaml_source import read_yaml_as

_STATUTE = PACKS / "shared" / "statutory_approvals.yaml"
_GATES = PACKS / "shared" / "gates.yaml"
_GROUNDS = PACKS / "shared" / "grounds.yaml"


class Asking(NamedTuple):
    """What a route depends on. `gates`: those that ask for something in this case."""

    act: str
    procedure: str = ""
    urgent: bool = False
    gates: frozenset[str] = frozenset()


class RouteStep(NamedTuple):
    """One step as it is copied into a request."""

    says: Says
    by: tuple[str, ...]
    articles: tuple[str, ...]
    basis: tuple[Basis, ...]


class Matter(NamedTuple):
    """What can be asked for. `within`: how long after an urgent act it may be approved.

    `articles` are those of the bureau's own regulation, `basis` those of statutes.
    """

    id: str
    urgent: bool
    says: Says
    form: str
    signs: tuple[str, ...]
    articles: tuple[str, ...]
    basis: tuple[Basis, ...]
    within: Period | None
    steps: tuple[ApprovalStep, ...]

    def route(self, asking: Asking) -> list[RouteStep]:
        """Return the steps of one request."""
        return [
            RouteStep(step.says, tuple(step.by), tuple(step.articles), tuple(step.basis))
            for step in self.steps
            if _taken(step.when, asking)
        ]


@cache
def matters_of(pack: Pack) -> dict[tuple[str, bool], Matter]:
    """Return all that can be asked for in a bureau, by matter and whether it was done already."""
    own = read_parts(folder_of(pack.id)).approvals
    return {(one.id, one.urgent): one for one in _matters(own, pack)}


def _matters(own: list[Approval], pack: Pack) -> Iterator[Matter]:
    """In the order of the statute's entries, then what the bureau has beside them."""
    entries = {(one.matter, one.urgent): one for one in own if one.matter}
    for one in statutory_approvals():
        yield _matter(entries.pop((one.matter or one.id, one.urgent), one), pack)
    for one in entries.values():
        yield _matter(one, pack)


def _matter(entry: Approval, pack: Pack) -> Matter:
    duty = next((one for one in pack.obligations if one.id == entry.obligation), None)
    usual = list(entry.by) or signers(duty)
    route = entry.route or [ApprovalStep(says=entry.says)]
    articles = entry.articles or list(duty.articles if duty else ())
    steps = (
        ApprovalStep(step.says, step.by or usual, step.articles, step.basis, step.when)
        for step in route
    )
    return Matter(
        id=entry.matter or entry.id,
        urgent=entry.urgent,
        says=entry.says,
        form=entry.form or "",
        signs=tuple(entry.signs),
        articles=tuple(articles),
        basis=tuple(entry.basis),
        within=(duty.within if duty else None) or entry.afterwards,
        steps=tuple(steps),
    )


def signers(duty: Obligation | None) -> list[SystemRole]:
    """Return the roles of the system that sign the paper of a duty."""
    parts = parts_of(duty.require) if duty else iter(())
    words = [word for part in parts for need in part.signed_by for word in need.split("|")]
    return [role for role in SYSTEM_ROLES if role in words]


def _taken(when: StepWhen | None, asking: Asking) -> bool:
    if when is None:
        return True
    return (
        when.urgent in (None, asking.urgent)
        and (not when.act or asking.act in when.act)
        and (not when.procedure or asking.procedure in (*when.procedure, ""))
        and (not when.gates or bool(asking.gates & set(when.gates)))
    )


@cache
def statutory_approvals() -> tuple[Approval, ...]:
    """Return who approves where a regulation is silent."""
    return tuple(read_yaml_as(_STATUTE, list[Approval]))


@cache
def statutory_gates() -> tuple[Gate, ...]:
    """Return the gates that every bureau has."""
    return tuple(read_yaml_as(_GATES, list[Gate]))


@cache
def case_grounds() -> tuple[Ground, ...]:
    """Return what may be said of a case, in the order in which it is offered."""
    return tuple(read_yaml_as(_GROUNDS, list[Ground]))


@cache
def gates_of(pack_id: str) -> tuple[Gate, ...]:
    """Return the gates of a bureau: the statutory ones, in its own version where it has one."""
    return with_own(read_parts(folder_of(pack_id)))


def with_own(parts: Parts) -> tuple[Gate, ...]:
    """Return the statutory gates and those of a pack."""
    own = {one.id: one for one in parts.gates}
    known = [own.pop(one.id, one) for one in statutory_gates()]
    return (*known, *own.values())
