# SPDX-License-Identifier: Apache-2.0
"""The words that facts and packs are written in, as the contract lists them."""

from typing import Literal, get_args

Act = Literal["penalty", "coercion", "inspection", "licensing", "levy", "requisition"]
Procedure = Literal["general", "simple"]
Origin = Literal["application", "complaint", "ex_officio"]
PartyKind = Literal["person", "organization"]
Secrecy = Literal["state_secret", "commercial_secret", "privacy"]
EventType = Literal[
    "application_received", "correction_notified", "acceptance_decided", "complaint_received",
    "complaint_decided", "complainant_informed", "case_initiated", "rights_informed",
    "routine_patrol", "site_inspection", "inquiry", "evidence_collection", "sampling",
    "advance_preservation", "appraisal", "expert_review", "statement_and_defense", "hearing",
    "investigation_refused", "coercive_measure", "forced_demolition", "investigation_concluded",
    "section_review", "legal_review", "collective_discussion", "approval", "decision_made",
    "on_the_spot_penalty", "service", "performance", "rectification_check", "demand",
    "court_application", "court_result", "coercive_execution", "confiscated_property_disposal",
    "case_concluded", "archived",
    # words of the statutory pack alone; accepted in every file
    "preservation_disposed", "hearing_requested", "hearing_notified", "measure_reported",
    "measure_extended", "measure_released", "fine_handed_over", "period_extended",
    "remedy_sought", "remedy_ended", "case_suspended", "case_resumed", "case_withdrawn",
    "case_transferred",
]  # fmt: skip
DocumentType = Literal[
    "application_register", "correction_notice", "acceptance_notice", "complaint_register",
    "complaint_decision_record", "initiation_approval", "inquiry_record", "site_inspection_record",
    "evidence_list", "preservation_document", "sampling_list", "hearing_record",
    "appraisal_opinion", "expert_opinion", "statement_defense_record",
    "investigation_refusal_record", "preservation_decision_record", "coercive_measure_decision",
    "investigation_report", "section_review_opinion", "legal_review_opinion",
    "collective_discussion_record", "decision", "simple_procedure_record", "proof_of_service",
    "mail_receipt", "delivery_confirmation", "returned_mail_record", "public_notice",
    "service_record", "service_address_confirmation", "performance_record",
    "rectification_record", "demand_notice", "court_application", "court_result_record",
    "property_disposal_record", "no_recording_reason", "interruption_statement",
    "av_evidence_statement", "closing_report", "case_file_catalogue",
    # words of the statutory pack alone; accepted in every file
    "filing_approval", "prior_notice", "hearing_notice", "measure_list", "measure_extension",
    "measure_release", "correction_order", "no_penalty_decision", "decision_approval",
    "instalment_approval", "transfer_letter",
]  # fmt: skip
Role = Literal[
    "officer", "party", "witness", "evidence_provider", "recipient", "server", "handler",
    "section_head", "deputy_head", "bureau_head", "legal_reviewer", "appraiser",
]  # fmt: skip
RecordingKind = Literal["video", "audio", "photo", "surveillance"]
Content = Literal["scene", "people", "items", "measures", "documents", "place_sign"]
InterruptionReason = Literal[
    "power", "device_failure", "storage_full", "weather", "obstruction", "other"
]
Explanation = Literal["voice", "document"]
IncidentType = Literal[
    "objection", "complaint_or_petition", "evasion_or_obstruction", "assault", "mass_incident",
    "emergency", "other_long_term",
]  # fmt: skip
Measure = Literal["personal_freedom", "seal", "seize", "freeze", "other"]
ServiceMethod = Literal["direct", "mail", "lien", "public_notice", "entrusted", "transfer"]
Right = Literal["statement", "defense", "recusal", "hearing", "reconsideration", "litigation"]
Manner = Literal["oral", "written"]

#: A decision not to penalise is a decision of enforcement as well: a bureau's regulation, which has
#: no word of its own for it, asks of it what it asks of every decision.
IS_ALSO: dict[str, str] = {"no_penalty_decision": "decision"}

ACTS: tuple[str, ...] = get_args(Act)
PROCEDURES: tuple[str, ...] = get_args(Procedure)
ORIGINS: tuple[str, ...] = get_args(Origin)
PARTY_KINDS: tuple[str, ...] = get_args(PartyKind)
SECRECY: tuple[str, ...] = get_args(Secrecy)
EVENT_TYPES: tuple[str, ...] = get_args(EventType)
DOCUMENT_TYPES: tuple[str, ...] = get_args(DocumentType)
ROLES: tuple[str, ...] = get_args(Role)
RECORDING_KINDS: tuple[RecordingKind, ...] = get_args(RecordingKind)
CONTENTS: tuple[str, ...] = get_args(Content)
INTERRUPTION_REASONS: tuple[str, ...] = get_args(InterruptionReason)
INCIDENT_TYPES: tuple[str, ...] = get_args(IncidentType)
MEASURES: tuple[str, ...] = get_args(Measure)
SERVICE_METHODS: tuple[str, ...] = get_args(ServiceMethod)
RIGHTS: tuple[str, ...] = get_args(Right)

#: Roles whose signature a recorded refusal may stand in for (settled reading 5).
REFUSABLE_ROLES: frozenset[str] = frozenset({"party", "witness", "evidence_provider", "recipient"})
