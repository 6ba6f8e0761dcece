# SPDX-License-Identifier: Apache-2.0
"""What a service that was entered still lacks: consent, its proof, who signs it, footage.

Nothing is refused for it: the service stays, and its page says what somebody has to see to.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from liuhen.apps.cases.models import Case, Document
from liuhen.apps.cases.serving.asking import needs_of
from liuhen.apps.cases.serving.served import Served


@dataclass(frozen=True, slots=True)
class Lacking:
    """What is lacking. `word`: consent, paper (`name` is its kind), signature (`name`), film."""

    word: str
    name: str = ""


def lacking_in(
    case: Case, one: Served, documents: Sequence[Document], *, consents: bool
) -> list[Lacking]:
    """Return what the service lacks; `consents`: whether the party agreed to be told by e-mail.

    Where footage may stand for the witness (行政处罚法 and 民事诉讼法第八十九条), either is enough.
    """
    if one.way is None or one.returned:
        return []
    needs = needs_of(case, one.way, one.row.start)
    found = [Lacking("consent")] if one.way.consent and not consents else []
    own = [row for row in documents if one.row.ref in row.event_refs]
    for proof in needs.proofs:
        there = [row for row in own if row.type == proof.paper]
        signed = {given["role"] for row in there for given in row.signatures}
        if not there:
            found.append(Lacking("paper", proof.paper))
        instead = needs.recording == "instead" and one.filmed
        found += [
            Lacking("signature", role)
            for role in proof.signed_by
            if there and role not in signed and not (role == "witness" and instead)
        ]
    witnessed = any(given["role"] == "witness" for row in own for given in row.signatures)
    if needs.recording == "instead" and not one.filmed and not witnessed:
        found.append(Lacking("film"))
    return found
