# SPDX-License-Identifier: Apache-2.0
"""The words of the contract, and which of them only the system itself may say."""

from liuhen.law import facts as law

#: Signatures that are given by signing in the system, with the server's time.
SYSTEM_SIGNATURES = frozenset({"section_head", "deputy_head", "bureau_head", "legal_reviewer"})
#: Signatures that are copied from a paper.
PAPER_SIGNATURES = tuple(role for role in law.ROLES if role not in SYSTEM_SIGNATURES)
#: Events that an act of its own makes.
BY_ACT = frozenset({"archived", "case_concluded", "approval"})
#: Events that may be typed.
TYPED_EVENTS = tuple(kind for kind in law.EVENT_TYPES if kind not in BY_ACT)

#: The stage to which an event belongs on the time axis.
STAGES = ("initiation", "investigation", "review", "execution", "archive")
_INITIATION = {
    "application_received", "correction_notified", "acceptance_decided", "complaint_received",
    "complaint_decided", "complainant_informed", "case_initiated",
}  # fmt: skip
_REVIEW = {
    "section_review", "legal_review", "collective_discussion", "approval", "decision_made",
    "on_the_spot_penalty", "investigation_concluded", "period_extended", "hearing_requested",
    "hearing_notified", "hearing", "statement_and_defense",
}  # fmt: skip
_EXECUTION = {
    "service", "performance", "rectification_check", "demand", "court_application", "court_result",
    "coercive_execution", "confiscated_property_disposal", "forced_demolition",
    "fine_handed_over", "remedy_sought", "remedy_ended",
}  # fmt: skip
_ARCHIVE = {"case_concluded", "archived", "case_withdrawn", "case_transferred"}


def stage_of_event(kind: str) -> str:
    """Return the stage of an event; what is nowhere else belongs to the investigation."""
    for stage, kinds in zip(
        ("initiation", "review", "execution", "archive"),
        (_INITIATION, _REVIEW, _EXECUTION, _ARCHIVE),
        strict=True,
    ):
        if kind in kinds:
            return stage
    return "investigation"


_DOCUMENT_STAGE = {
    "application_register": "initiation", "correction_notice": "initiation",
    "acceptance_notice": "initiation", "complaint_register": "initiation",
    "complaint_decision_record": "initiation", "initiation_approval": "initiation",
    "filing_approval": "initiation",
    "hearing_record": "review", "statement_defense_record": "review",
    "investigation_report": "review", "section_review_opinion": "review",
    "legal_review_opinion": "review", "collective_discussion_record": "review",
    "decision": "review", "simple_procedure_record": "review", "decision_approval": "review",
    "prior_notice": "review", "hearing_notice": "review", "no_penalty_decision": "review",
    "proof_of_service": "execution", "mail_receipt": "execution",
    "delivery_confirmation": "execution", "returned_mail_record": "execution",
    "public_notice": "execution", "service_record": "execution",
    "service_address_confirmation": "execution", "performance_record": "execution",
    "rectification_record": "execution", "demand_notice": "execution",
    "court_application": "execution", "court_result_record": "execution",
    "property_disposal_record": "execution", "instalment_approval": "execution",
    "correction_order": "execution",
    "closing_report": "archive", "case_file_catalogue": "archive", "transfer_letter": "archive",
}  # fmt: skip


def stage_of_document(kind: str) -> str:
    """Return the stage in which a document is usually made."""
    return _DOCUMENT_STAGE.get(kind, "investigation")
