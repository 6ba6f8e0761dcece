# SPDX-License-Identifier: Apache-2.0
"""Which rows the journal answers for. A new model must be put into one of these lists; a test asks.

- `AUDITED`: every row was created, and every column changed, by an act whose leaf says so. A row
  that no leaf explains is a finding.
- `UNDER_WAY`: the same, but a row may change without leaves until the act that ends it; from then
  on it is audited. The condition says which rows may still be on their way; one of which a leaf
  speaks has ended, whatever it says.
- `SELF_NAMED`: rows whose key is the digest of their content, so that they need no leaf.
- `OUTSIDE`: rows that decide nothing about evidence, or are derived from rows that do, and why.

A model may also keep single columns out, by naming them in `untraced` (see `values.py`).
"""

from dataclasses import dataclass
from typing import Any

AUDITED = frozenset(
    {
        "archives.bundle",
        "archives.casecheck",
        "archives.filecheck",
        "archives.housecheck",
        "cases.activity",
        "cases.approval",
        "cases.approvalstep",
        "cases.case",
        "cases.caselink",
        "cases.document",
        "cases.due",
        "cases.filmingrestriction",
        "cases.gateoverride",
        "cases.handler",
        "cases.incident",
        "cases.instalment",
        "cases.interruption",
        "cases.numbering",
        "cases.paper",
        "cases.papernumber",
        "cases.paperseries",
        "cases.papersignature",
        "cases.participant",
        "cases.participantsecret",
        "cases.platformsheet",
        "cases.receivedmove",
        "cases.receivedpaper",
        "cases.receivedsecret",
        "cases.recording",
        "cases.recusal",
        "cases.scannedpage",
        "cases.secretshell",
        "cases.setaside",
        "cases.thing",
        "cases.thingmove",
        "compliance.calendarkey",
        "compliance.hook",
        "compliance.latereason",
        "compliance.remindersetting",
        "evidence.clockreading",
        "evidence.derived",
        "evidence.device",
        "evidence.deviceissue",
        "evidence.handover",
        "evidence.handoverline",
        "evidence.holding",
        "evidence.mark",
        "evidence.original",
        "evidence.outing",
        "evidence.scan",
        "evidence.storedobject",
        "evidence.upkeep",
        "people.apitoken",
        "people.certificate",
        "people.membership",
        "people.organisation",
        "people.person",
        "people.rolegrant",
        "rules.bureaulimit",
        "rules.calendarnotice",
        "rules.formadoption",
        "rules.packadoption",
        "rules.regulationtext",
        "trace.epoch",
        "trace.withheld",
    }
)

#: label → (which rows are still under way, why)
UNDER_WAY: dict[str, tuple[dict[str, Any], str]] = {
    "cases.draft": (
        {"ended_at": None},
        "a draft is saved as somebody types and is no fact; the act that issues it ends it",
    ),
    "evidence.upload": (
        {"state__in": ["open", "gone"]},
        "bytes arrive piece by piece; the act that keeps the file ends the upload",
    ),
    "evidence.sitting": (
        {"ended_at": None},
        "what is being watched is merged every few seconds; one leaf when the sitting ends",
    ),
}


@dataclass(frozen=True, slots=True)
class SelfNamed:
    """A model whose `key` is the digest of the canonical JSON in `content`.

    `repeats`: columns that repeat something out of the content, by its path there.
    """

    content: str
    key: str
    repeats: dict[str, tuple[str, ...]]


SELF_NAMED = {
    "rules.formversion": SelfNamed(
        "content", "digest", {"form": ("id",), "title": ("title", "zh")}
    ),
    "rules.packversion": SelfNamed(
        "content", "digest", {"pack_id": ("manifest", "id"), "title": ("manifest", "title")}
    ),
}

OUTSIDE = {
    "auth.group": "not used: roles are rows of people",
    "auth.group_permissions": "not used",
    "auth.permission": "made by Django from the models; not used",
    "axes.accessattempt": "counts wrong passwords, to slow guessing down",
    "axes.accessattemptexpiration": "the same",
    "axes.accessfailurelog": "the same",
    "axes.accesslog": "the same",
    "compliance.casetally": "a projection of cases; dropped and made anew at any time",
    "compliance.caseterm": "a projection of cases; dropped and made anew at any time",
    "compliance.hookdelivery": "what was sent where; tells people, decides nothing",
    "compliance.notice": "tells people of what stands elsewhere; decides nothing",
    "compliance.generation": "which projection the lists show",
    "compliance.openduty": "a projection of cases; dropped and made anew at any time",
    "contenttypes.contenttype": "Django's list of the models",
    "finding_aid.searchentry": "what searches find, derived from rows; made anew at any time",
    "jobs.job": "work to do; it names rows and holds no fact",
    "sessions.session": "who is signed in at this moment",
    "trace.head": "holds itself by its signature; an audit compares it with leaves and witnesses",
    "trace.leaf": "the journal itself",
    "trace.leafpayload": "held by the commitment of its leaf",
    "trace.restoration": "written while writing is locked; the epoch that answers it has a leaf",
    "trace.tile": "derived from leaves; an audit computes it anew",
    "trace.witnessstate": "when the outside was last reached; an audit asks the outside itself",
}
