# SPDX-License-Identifier: Apache-2.0
"""An original as lists show it: times, cases, and what its badges say."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from liuhen.apps.cases.catalogue import cases_of, linked_among
from liuhen.apps.cases.models import Case
from liuhen.apps.evidence.damage import DAMAGED
from liuhen.apps.evidence.models import Original
from liuhen.apps.people.viewer import Viewer
from liuhen.web.words import label

UNSIGNED = "unsigned_at_source"


@dataclass(frozen=True, slots=True)
class RecordingLine:
    """One original. `findings` are said in the reader's language, each once."""

    original: Original
    linked: bool
    cases: list[Case] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)

    @property
    def safe(self) -> bool:
        """Whether the bytes were read back from the vault and are whole."""
        kept = self.original.object
        return kept.verified_at is not None and kept.damaged_at is None

    @property
    def damaged(self) -> bool:
        """Whether the bytes were found changed or missing."""
        return self.original.object.damaged_at is not None

    @property
    def officer(self) -> str:
        """Who recorded it, as far as anybody knows."""
        row = self.original
        return row.officer.name if row.officer else row.officer_name

    @property
    def device(self) -> str:
        """With which device."""
        row = self.original
        return row.device.code if row.device else row.device_code


def lines_for(viewer: Viewer, originals: Sequence[Original]) -> list[RecordingLine]:
    """Return the lines of a list, in its order."""
    linked = linked_among(viewer, originals)
    cases = cases_of(viewer, originals)
    return [
        RecordingLine(row, row.pk in linked, cases.get(row.pk, []), findings_said(row.findings))
        for row in originals
    ]


def findings_said(findings: Collection[object]) -> list[str]:
    """Return what is the matter with a file, in words, each once."""
    words = (str(one.get("word", "")) if isinstance(one, dict) else str(one) for one in findings)
    # damage has its badge; that a device does not sign is said of nearly every file
    said = (label("finding", word) for word in words if word and word not in (DAMAGED, UNSIGNED))
    return list(dict.fromkeys(said))
