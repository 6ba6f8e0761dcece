# SPDX-License-Identifier: Apache-2.0
"""One report out of several: what is claimed, held against what is proven.

A claim alone satisfies nothing. Where the claimed facts satisfy a duty and the proven ones do not,
the proven answer stands; due dates are those of the claims, because a claim may start a period
earlier and never later. Footage that waits for its custodian makes a duty `pending`, with
`stored_at` missing, as long as the case is open.
"""

from collections.abc import Iterable

from msgspec import UNSET
from msgspec.structs import replace

from liuhen.law.findings import Finding, Report

_SATISFIED = {"met": 0, "excused": 1, "advised": 2, "late": 3}
#: How bad a status is, for taking the worse of two.
BADNESS = _SATISFIED | {"pending": 4, "overdue": 5, "breached": 6}

Key = tuple[str, str]


def proven_report(
    claimed: Report, heard: Iterable[Report], unfilmed: Report | None, *, archived: bool
) -> Report:
    """Hold `claimed` against the reports of what was `heard` when, and of the case `unfilmed`."""
    findings = {(one.obligation, one.subject): one for one in claimed.findings}
    for report in heard:
        answers = _by_key(report)
        findings = {key: _held_against(one, answers.get(key)) for key, one in findings.items()}
    if unfilmed is not None:
        answers = _by_key(unfilmed)
        findings = {
            key: _if_filmed(one, answers.get(key), archived=archived)
            for key, one in findings.items()
        }
    return replace(claimed, findings=list(findings.values()))


def _by_key(report: Report) -> dict[Key, Finding]:
    return {(one.obligation, one.subject): one for one in report.findings}


def _held_against(claim: Finding, proof: Finding | None) -> Finding:
    """The worse of the two answers; in time only if the proof was there by the claim's due."""
    if claim.status not in _SATISFIED or proof is None:
        return claim
    worse = proof if BADNESS[proof.status] > BADNESS[claim.status] else claim
    if worse.status not in _SATISFIED:
        return replace(worse, due=claim.due if claim.due is not None else worse.due)
    met_at = max((one.met_at for one in (claim, proof) if one.met_at), default=None)
    late = worse.status == "met" and claim.due and met_at and met_at > claim.due
    return replace(worse, due=claim.due, met_at=met_at, status="late" if late else worse.status)


def _if_filmed(claim: Finding, unfilmed: Finding | None, *, archived: bool) -> Finding:
    """What a duty is worth while footage that it rests on waits for its custodian."""
    if claim.status not in _SATISFIED:
        return claim
    if unfilmed is not None and BADNESS[unfilmed.status] <= BADNESS[claim.status]:
        return claim
    if archived:
        return claim if unfilmed is None else unfilmed
    return replace(
        claim, status="pending", due=None, met_at=None, missing=["stored_at"], calendar=UNSET
    )
