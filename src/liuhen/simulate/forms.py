# SPDX-License-Identifier: Apache-2.0
"""What stands on each paper of a case file, and who signs it, as the usual model forms have it.

One list for all bureaus: a form that carries more than one regulation asks for is what officers
use. The words of the fields are the words of facts; `liuhen.simulate.wording` fills them.
"""

from dataclasses import dataclass

from liuhen.law.facts import DocumentType, Role

#: Roles that sign one after the other, on the way of a paper through the house.
ROUTED: tuple[Role, ...] = ("section_head", "legal_reviewer", "deputy_head", "bureau_head")


@dataclass(frozen=True)
class Form:
    """The fields of a paper, the roles that sign it, and whether it goes the way of approval."""

    fields: tuple[str, ...]
    signed: tuple[Role, ...]
    routed: bool = False


def _form(fields: str, *signed: Role, routed: bool = False) -> Form:
    return Form(tuple(fields.split()), signed, routed)


_ISSUED = "maker reviewer legal_basis reasoning evidence factors time"
_ON_SITE = "place time facts process party"

FORMS: dict[DocumentType, Form] = {
    "application_register": _form("party reason time", "handler"),
    "correction_notice": _form(_ISSUED, "handler"),
    "acceptance_notice": _form(_ISSUED, "handler", "section_head"),
    "complaint_register": _form("source party facts time", "handler"),
    "complaint_decision_record": _form("reason opinion time", "handler", "section_head"),
    "initiation_approval": _form(
        "reason source facts party handler_opinion section_opinion head_opinion time",
        "handler", "section_head", "deputy_head", "bureau_head",
        routed=True,
    ),
    "inquiry_record": _form(_ON_SITE, "officer", "party"),
    "site_inspection_record": _form(_ON_SITE + " object", "officer", "party"),
    "evidence_list": _form("object place time", "officer", "evidence_provider", "party"),
    "preservation_document": _form(
        "reason object form place time", "officer", "party", "bureau_head"
    ),
    "preservation_decision_record": _form(
        "reason object form place time", "officer", "party", "bureau_head"
    ),
    "sampling_list": _form("object place time", "officer", "party"),
    "hearing_record": _form("process facts statement time place", "officer", "party"),
    "appraisal_opinion": _form("object opinion evidence time", "appraiser"),
    "expert_opinion": _form("opinion reasoning time", "appraiser"),
    "statement_defense_record": _form("statement review time", "officer", "party"),
    "investigation_refusal_record": _form("reason process place time", "officer", "witness"),
    "coercive_measure_decision": _form(
        _ISSUED + " reason object form place party remedies",
        "officer", "party", "deputy_head", "bureau_head",
    ),
    "measure_list": _form("object place time", "officer", "party"),
    "measure_release": _form("reason object legal_basis time", "officer", "party", "bureau_head"),
    "investigation_report": _form(
        "source process facts evidence opinion handler_opinion legal_basis factors time", "handler"
    ),
    "section_review_opinion": _form("opinion reviewer time", "section_head"),
    "legal_review_opinion": _form("opinion reviewer time", "legal_reviewer"),
    "collective_discussion_record": _form(
        "process opinion time", "section_head", "legal_reviewer", "deputy_head", "bureau_head"
    ),
    "prior_notice": _form("facts legal_basis reasoning evidence time", "deputy_head"),
    "hearing_notice": _form("party place time", "legal_reviewer"),
    "correction_order": _form("facts legal_basis time", "officer", "party"),
    "decision_approval": _form(
        "facts opinion head_opinion time",
        "handler", "section_head", "legal_reviewer", "deputy_head", "bureau_head",
        routed=True,
    ),
    "decision": _form(_ISSUED + " facts party remedies", "deputy_head", "bureau_head"),
    "simple_procedure_record": _form(
        "facts legal_basis process statement review filing party time", "officer", "party"
    ),
    "proof_of_service": _form("document_title document_number time place", "server", "recipient"),
    "mail_receipt": _form("document_title document_number consignment_number time", "handler"),
    "delivery_confirmation": _form("document_title consignment_number time"),
    "returned_mail_record": _form("consignment_number reason time", "handler"),
    "public_notice": _form("document_title document_number form time"),
    "service_record": _form("reason process form time", "handler"),
    "service_address_confirmation": _form("address contact email party time", "party", "officer"),
    "performance_record": _form("process time", "handler"),
    "rectification_record": _form("process opinion time", "officer", "party"),
    "demand_notice": _form(_ISSUED + " party", "bureau_head"),
    "court_application": _form("reason facts legal_basis time", "bureau_head"),
    "court_result_record": _form("process time", "handler"),
    "property_disposal_record": _form("object process form time", "handler", "witness"),
    "no_recording_reason": _form("reason time", "officer"),
    "interruption_statement": _form("reason process time", "officer"),
    "av_evidence_statement": _form("maker extractor collector object place time", "officer"),
    "closing_report": _form(
        "process facts opinion head_opinion time",
        "handler", "section_head", "bureau_head",
        routed=True,
    ),
    "case_file_catalogue": _form("maker time", "handler"),
}  # fmt: skip
