# SPDX-License-Identifier: Apache-2.0
"""Who received a paper that is served by hand, where that is not the party (民事诉讼法 art. 88).

What this module promises:

- a name that the case does not know as the party's, its representative's or an agent's, or that is
  another party's, counts as nobody's who may receive it, until somebody says in which capacity;
- what was said stands with the name, as it does under a paper that was signed.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import Case, Document
from liuhen.apps.cases.participants.reading import participants_of
from liuhen.apps.cases.participants.receiving import (
    CAPACITIES,
    in_capacity,
    is_another_party,
    is_stranger_to,
    says_capacity,
)
from liuhen.apps.cases.serving.papers import ToServe
from liuhen.apps.cases.serving.proofs import RECEIVING, ProofGiven, receivers
from liuhen.apps.people.viewer import Viewer
from liuhen.law.statutory import Way

#: Whether nothing says that somebody of that name receives for the party.
Doubt = Callable[[str], bool]


def doubts_receivers(viewer: Viewer, case: Case, target: ToServe, way: Way) -> bool:
    """Whether a name may be doubted of whoever receives the paper in this way."""
    return doubt_of(viewer, case, target, way)("")


def received_by(
    case: Case, doubt: Doubt, to: str, proofs: Iterable[ProofGiven], capacity: str
) -> tuple[str, list[ProofGiven]]:
    """Return on whom it was served and its proofs, whoever is not the party with the capacity.

    `doubt`: how a name is doubted (`doubt_of`).

    Raises:
        BadFactError: somebody else received it, and nobody says in which capacity.
    """
    given = list(proofs)
    kept = _signed_before(case, [one.ref for one in given if one.ref])
    strangers = [one for one in (to, *kept, *receivers(given)) if one.strip() and doubt(one)]
    if not strangers:
        return to, given
    if capacity not in CAPACITIES:
        raise BadFactError(
            _(
                "As the case knows, %(name)s is neither the party to whom this paper goes nor "
                "receives for it: correct the name, or say in which capacity it was received."
            )
            % {"name": strangers[0]},
            "capacity",
        )
    known = set(strangers)
    before = next((one for one in kept if one in known), "")
    whom = to if to in known else before or to
    said = in_capacity(whom, capacity) if whom in known else whom
    return said, [_said(one, known, capacity) for one in given]


def doubt_of(viewer: Viewer, case: Case, target: ToServe, way: Way) -> Doubt:
    """How the name of a receiver is doubted; none is where nobody's signature is the service."""
    if way.counts_from != "signature" or target.to_informant:
        return lambda _name: False
    people, whom = participants_of(viewer, case), target.party

    def doubted(name: str) -> bool:
        if says_capacity(name) and not is_another_party(case, people, whom, name):
            return False
        return is_stranger_to(case, people, whom, name)

    return doubted


def _signed_before(case: Case, refs: list[str]) -> list[str]:
    """Who received it by papers that stand in the case already."""
    rows = [row for row in known_rows(Document, case) if row.ref in refs] if refs else []
    return [
        str(one.get("name") or "")
        for row in rows
        for one in row.signatures
        if one["role"] in RECEIVING and not one.get("refused")
    ]


def _said(proof: ProofGiven, strangers: set[str], capacity: str) -> ProofGiven:
    signed = [
        {**one, "name": in_capacity(str(one["name"]), capacity)}
        if one.get("role") in RECEIVING and one.get("name") in strangers
        else one
        for one in proof.signatures
    ]
    return replace(proof, signatures=tuple(signed))
