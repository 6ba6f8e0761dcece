# SPDX-License-Identifier: Apache-2.0
"""The facts and issued papers of one case, read once and asked about by kind."""

from functools import cached_property

from liuhen.apps.cases.facts import Rows, known_rows
from liuhen.apps.cases.models import Activity, Case, Document, Paper, Recording
from liuhen.apps.cases.of_case import standing_papers
from liuhen.apps.cases.participants.parties import told_apart
from liuhen.apps.cases.party_names import Parties

#: Papers that decide a case: what is imposed, that nothing is, or a penalty on the spot.
DECISIONS = ("decision", "no_penalty_decision", "simple_procedure_record")


class CaseFacts:
    """What counts in a case today; each kind is read when it is asked for first."""

    def __init__(self, case: Case) -> None:
        self.case = case

    @classmethod
    def of_rows(cls, rows: Rows) -> "CaseFacts":
        """Return the same of facts that were read already."""
        made = cls(rows.case)
        made.activities = _by_start(rows.activities)
        made.documents = _by_time(rows.documents)
        made.recordings = rows.recordings
        return made

    @cached_property
    def activities(self) -> list[Activity]:
        """The activities that count, by start."""
        return _by_start(known_rows(Activity, self.case))

    @cached_property
    def documents(self) -> list[Document]:
        """The documents that count, by time."""
        return _by_time(known_rows(Document, self.case))

    @cached_property
    def parties(self) -> Parties:
        """The parties, as everybody reads them."""
        return told_apart(self.case)

    @cached_property
    def recordings(self) -> list[Recording]:
        """The recordings that count."""
        return list(known_rows(Recording, self.case))

    def of(self, *kinds: str) -> list[Activity]:
        """Return the activities of these kinds."""
        return [row for row in self.activities if row.kind in kinds]

    def papers(self, *types: str) -> list[Document]:
        """Return the documents of these types."""
        return [row for row in self.documents if row.type in types]

    def issued(self, *forms: str) -> list[Paper]:
        """Return the papers of these forms that were issued and not replaced, the newest first."""
        return [one for one in self._papers if one.form in forms]

    @cached_property
    def _papers(self) -> list[Paper]:
        return sorted(standing_papers(self.case), key=lambda row: row.issued_at, reverse=True)


def _by_start(rows: list[Activity]) -> list[Activity]:
    return sorted(rows, key=lambda row: row.start)


def _by_time(rows: list[Document]) -> list[Document]:
    return sorted(rows, key=lambda row: row.at)
