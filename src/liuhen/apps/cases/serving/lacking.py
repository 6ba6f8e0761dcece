# SPDX-License-Identifier: Apache-2.0
"""What a service still lacks: consent, its proof and what stands in it, who signs it, footage.

Nothing is refused for it: the service stays, and its page says what somebody has to see to.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from liuhen.apps.cases.models import Case, Document
from liuhen.apps.cases.serving.asking import needs_of
from liuhen.apps.cases.serving.consent import INFORMANT
from liuhen.apps.cases.serving.served import Served


@dataclass(frozen=True, slots=True)
class Lacking:
    """What is lacking. `word`: consent, film; paper, field, signature (`name` says which)."""

    word: str
    name: str = ""


def lacking_in(case: Case, one: Served, documents: Sequence[Document]) -> list[Lacking]:
    """Return what the service lacks.

    Where footage may stand for the witness (行政处罚法 and 民事诉讼法第八十九条), either is enough.
    Of what came back there is asked what was kept of that, of what arrived what shows it.
    """
    if one.way is None:
        return []
    needs = needs_of(case, one.way, one.row.start, "returned" if one.returned else "")
    disagreed = one.unagreed or (one.waits and one.agreed is None and one.to != INFORMANT)
    found = [Lacking("consent")] if one.way.consent and disagreed else []
    own = [row for row in documents if one.row.ref in row.event_refs]
    kinds = {row.type for row in own}
    for proof in needs.proofs:
        there = [row for row in own if row.type == proof.paper]
        signed = {given["role"] for row in there for given in row.signatures}
        if not there:
            found.append(Lacking("paper", proof.paper))
        instead = needs.recording == "instead" and one.filmed
        found += [
            Lacking("field", name)
            for name in proof.fields
            if there and not instead and not any(row.fields.get(name, "").strip() for row in there)
        ]
        found += [
            Lacking("signature", role)
            for role in proof.signed_by
            if there and role not in signed and not (role == "witness" and instead)
        ]
    witnessed = any(given["role"] == "witness" for row in own for given in row.signatures)
    if needs.recording == "instead" and not one.filmed and not witnessed:
        found.append(Lacking("film"))
    if one.reached is not None and not one.returned:
        arrived = needs_of(case, one.way, one.row.start, "delivered").proofs
        found += [Lacking("paper", each.paper) for each in arrived if each.paper not in kinds]
    return list(dict.fromkeys(found))
