# SPDX-License-Identifier: Apache-2.0
"""What a check looked at and what it found, said so that every reader reads it in a language."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_noop

#: Kept with a check; more is counted.
MOST_FINDINGS = 200
#: How a leaf is called in findings.
LEAF = gettext_noop("leaf %(index)s")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. `kind`: file, row, leaf, payload or head; `name` what it is about.

    `msgid` and `values` say the same as `says` for readers of another language.
    """

    kind: str
    name: str
    says: str
    msgid: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """The finding as one line."""
        return f"{self.name}: {self.says}"


@dataclass(slots=True)
class Checked:
    """What was looked at and what was found."""

    files: int = 0
    size_bytes: int = 0
    rows: int = 0
    leaves: int = 0
    head: int | None = None
    unwitnessed_since: datetime | None = None
    findings: list[Finding] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def find(self, kind: str, name: str, msgid: str, **values: str | int) -> None:
        """Add a fault, said by a sentence of the catalogue of messages and its values."""
        says = gettext(msgid) % values if values else gettext(msgid)
        self.findings.append(Finding(kind, name, says, msgid, values))

    @property
    def intact(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def plain(self) -> dict[str, Any]:
        """The result for programs."""
        since = self.unwitnessed_since
        return {
            "intact": self.intact,
            "files": self.files,
            "bytes": self.size_bytes,
            "rows": self.rows,
            "leaves": self.leaves,
            "head": self.head,
            "unwitnessed_since": None if since is None else since.isoformat(),
            "remarks": self.remarks,
            "findings": [asdict(one) for one in self.findings],
        }


def said_to_reader(finding: Mapping[str, Any]) -> tuple[str, str]:
    """Return name and sentence of a kept finding in the reader's language.

    Findings kept before sentences were kept with their values stay as they were written.
    """
    name, says = str(finding.get("name", "")), str(finding.get("says", ""))
    msgid, values = finding.get("msgid"), finding.get("values")
    if not isinstance(msgid, str) or not msgid or not isinstance(values, dict):
        return name, says
    if finding.get("kind") in ("leaf", "payload") and (found := _NUMBER.search(name)):
        name = gettext(LEAF) % {"index": found[0]}
    return name, gettext(msgid) % values if values else gettext(msgid)


def leaf_name(index: int) -> str:
    """Return how a leaf is called in findings."""
    return gettext(LEAF) % {"index": index}
