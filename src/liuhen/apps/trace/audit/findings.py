# SPDX-License-Identifier: Apache-2.0
"""What an audit says: findings, remarks, and how far it reached."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

#: So many findings are kept with their words; the others are counted by kind.
MOST = 1000
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that cannot be by acts alone.

    `kind`: leaf, hole, payload, tile, head, cut, witness, row, field, created, deleted, trigger.
    `object` is a row as the journal names it; `leaf` the leaf that should explain it.
    """

    kind: str
    says: str
    leaf: int | None = None
    object: str = ""
    field: str = ""
    expected: Any = None
    found: Any = None


@dataclass(slots=True)
class Report:
    """What was looked at, what was found, and what could not be compared."""

    leaves: int = 0
    rows: int = 0
    heads: int = 0
    withheld: int = 0
    root: str = ""
    findings: list[Finding] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    witnesses: list[dict[str, Any]] = field(default_factory=list)
    witnessed: int = 0

    def add(self, finding: Finding) -> None:
        """Keep a finding, or at least its kind."""
        self.counts[finding.kind] += 1
        if len(self.findings) < MOST:
            self.findings.append(finding)

    @property
    def total(self) -> int:
        """How many findings there are, kept or not."""
        return sum(self.counts.values())

    def plain(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {
            "leaves": self.leaves,
            "root": self.root,
            "rows": self.rows,
            "heads": self.heads,
            "withheld": self.withheld,
            "witnesses": self.witnesses,
            "witnessed": self.witnessed,
            "total": self.total,
            "counts": dict(self.counts),
            "findings": [asdict(one) for one in self.findings],
            "remarks": self.remarks,
        }


def shown(value: Any) -> str:
    """Write a value so that it fits into a sentence."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
