# SPDX-License-Identifier: Apache-2.0
"""The papers that show a service, as they are given to the act that enters it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

#: Who signs a paper that reached them.
RECEIVING = ("recipient", "party")


@dataclass(frozen=True, slots=True)
class ProofGiven:
    """A paper that shows the service: entered now, or (`ref`) one that stands in the case already.

    `signatures`: mappings with `role`, `name`, `at`, or `refused` with a `reason`.
    """

    paper: str
    at: datetime | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    signatures: tuple[Mapping[str, Any], ...] = ()
    scan_digest: str = ""
    ref: str = ""


def receivers(proofs: Iterable[ProofGiven]) -> list[str]:
    """Who signed for it, by the papers that show the service."""
    signed = (one for proof in proofs for one in proof.signatures)
    return [str(one.get("name", "")) for one in signed if one.get("role") in RECEIVING]
