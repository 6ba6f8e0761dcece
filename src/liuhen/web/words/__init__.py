# SPDX-License-Identifier: Apache-2.0
"""The words of the contract as people say them, in one table for every page.

    label("event", "site_inspection")          现场检查 / Site inspection
    choices("recording", RECORDING_KINDS)      [("video", 录像), ...] for a form

A word that is not in the table is shown as it is: an older page must never hide a newer fact.
"""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise

from liuhen.apps.cases.named import EVENTS
from liuhen.web.words import cases, events, files, footage, papers

TABLES: Mapping[str, Mapping[str, Promise | str]] = {
    "event": EVENTS,
    "attribute": events.ATTRS,
    "measure": events.MEASURES,
    "method": events.SERVICE_METHODS,
    "right": events.RIGHTS,
    "manner": events.MANNERS,
    "other": events.OTHER_ATTRS,
    "document": papers.DOCUMENTS,
    "field": papers.FIELDS,
    "signature": papers.ROLES,
    "recording": footage.RECORDINGS,
    "content": footage.CONTENTS,
    "interruption": footage.INTERRUPTION_REASONS,
    "explanation": footage.EXPLANATIONS,
    "incident": footage.INCIDENTS,
    "mark": footage.MARKS,
    "finding": files.FINDINGS,
    "retention": footage.BASES,
    "act": cases.ACTS,
    "procedure": cases.PROCEDURES,
    "origin": cases.ORIGINS,
    "party": cases.PARTY_KINDS,
    "secrecy": cases.SECRECY,
    "status": cases.STATUSES,
    "stage": cases.STAGES,
    "entry": cases.ENTRY_ORIGINS,
    "fact": cases.FACT_KINDS,
    "deed": cases.DEEDS,
    "column": cases.COLUMNS,
}


def label(table: str, word: str) -> str:
    """Return `word` in the reader's language."""
    return str(TABLES[table].get(word, word))


def choices(table: str, words: Iterable[str]) -> list[tuple[str, Promise | str]]:
    """Return pairs of word and label for a form, in the order of `words`."""
    return [(word, TABLES[table].get(word, word)) for word in words]
