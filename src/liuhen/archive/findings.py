# SPDX-License-Identifier: Apache-2.0
"""What a verification found: faults, remarks, and what it was compared with."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

#: So many findings of one bundle are told; the rest is counted.
MOST_TOLD = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. `kind`: file, manifest, leaf, payload, proof, checkpoint, fact, contents, journal.

    `name` is the file, the index of the leaf, the reference of the fact; `problem` one word
    (changed, missing, added, cut_off, unreadable, unexplained, foreign); `says` one line.
    """

    kind: str
    name: str
    problem: str
    says: str

    @property
    def shown(self) -> str:
        """The finding as one line."""
        return f"{self.name}: {self.says}"


@dataclass(frozen=True, slots=True)
class Anchor:
    """What the origin was compared with. `how`: key, checkpoint or witness."""

    how: str
    file: str
    key: str
    size: int | None = None
    root: str | None = None
    says: str = ""


@dataclass(slots=True)
class Result:
    """The outcome of one verification."""

    name: str
    findings: list[Finding] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    anchor: Anchor | None = None
    case: str = ""
    bureau: str = ""
    files: int = 0
    bytes: int = 0
    leaves: int = 0
    head_size: int | None = None
    head_root: str = ""
    head_at: str = ""
    key: str = ""
    unwitnessed_since: str | None = None
    left_out: list[str] = field(default_factory=list)
    sm3: bool = False

    def find(self, kind: str, name: str, problem: str, says: str) -> None:
        """Add a fault, once."""
        found = Finding(kind, name, problem, says)
        if found not in self.findings:
            self.findings.append(found)

    def find_cut_off(self, name: str, size: int, before: int) -> None:
        """Say before all else that a file ends early: that explains what its digests say."""
        says = f"was cut off: {size} bytes are left of {before}"
        found = Finding("file", name, "cut_off", says)
        if found not in self.findings:
            self.findings.insert(0, found)

    @property
    def intact(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    @property
    def verdict(self) -> str:
        """The sentence at the end."""
        if self.findings:
            return f"{self.name}: not intact: {len(self.findings)} finding(s)"
        if self.anchor is None:
            return f"{self.name}: consistent in itself; origin not compared"
        return f"{self.name}: intact; {self.anchor.says}"

    def lines(self) -> Iterator[str]:
        """One line for each finding, most of them told."""
        for finding in self.findings[:MOST_TOLD]:
            yield finding.shown
        if (more := len(self.findings) - MOST_TOLD) > 0:
            yield f"and {more} more"

    def as_json(self) -> dict[str, Any]:
        """The result for programs."""
        anchor = self.anchor
        return {
            "name": self.name,
            "intact": self.intact,
            "verdict": self.verdict,
            "anchor": None
            if anchor is None
            else {
                "how": anchor.how,
                "file": anchor.file,
                "key": anchor.key,
                "size": anchor.size,
                "root": anchor.root,
                "says": anchor.says,
            },
            "case": self.case or None,
            "bureau": self.bureau or None,
            "head": None
            if self.head_size is None
            else {
                "size": self.head_size,
                "root": self.head_root,
                "at": self.head_at or None,
                "key": self.key,
            },
            "unwitnessed_since": self.unwitnessed_since,
            "checked": {"files": self.files, "bytes": self.bytes, "leaves": self.leaves},
            "sm3": self.sm3,
            "left_out": self.left_out,
            "remarks": self.remarks,
            "findings": [
                {"kind": one.kind, "name": one.name, "problem": one.problem, "says": one.says}
                for one in self.findings
            ],
        }
