# SPDX-License-Identifier: Apache-2.0
"""What happens in a case, and what is said about it. The catalogue has the Chinese."""

from django.utils.translation import pgettext_lazy as _p

#: Activities and other events of a case.
EVENTS = {
    "application_received": _p("event", "Application received"),
    "correction_notified": _p("event", "Correction notified"),
    "acceptance_decided": _p("event", "Acceptance decided"),
    "complaint_received": _p("event", "Complaint received"),
    "complaint_decided": _p("event", "Decision on the complaint"),
    "complainant_informed": _p("event", "Complainant informed"),
    "case_initiated": _p("event", "Procedure started"),
    "rights_informed": _p("event", "Party told of its rights"),
    "routine_patrol": _p("event", "Routine patrol"),
    "site_inspection": _p("event", "Site inspection"),
    "inquiry": _p("event", "Inquiry"),
    "evidence_collection": _p("event", "Taking of evidence"),
    "sampling": _p("event", "Sampling"),
    "advance_preservation": _p("event", "Preservation of evidence"),
    "appraisal": _p("event", "Appraisal"),
    "expert_review": _p("event", "Review by experts"),
    "statement_and_defense": _p("event", "Statement and defence"),
    "hearing": _p("event", "Hearing"),
    "investigation_refused": _p("event", "Investigation refused"),
    "coercive_measure": _p("event", "Coercive measure"),
    "forced_demolition": _p("event", "Forced demolition"),
    "investigation_concluded": _p("event", "Investigation concluded"),
    "section_review": _p("event", "Review by the section"),
    "legal_review": _p("event", "Legal review"),
    "collective_discussion": _p("event", "Collective discussion"),
    "approval": _p("event", "Approval"),
    "decision_made": _p("event", "Decision made"),
    "on_the_spot_penalty": _p("event", "On-the-spot penalty"),
    "service": _p("event", "Service"),
    "performance": _p("event", "Performance"),
    "rectification_check": _p("event", "Check of the correction"),
    "demand": _p("event", "Demand"),
    "court_application": _p("event", "Application to the court"),
    "court_result": _p("event", "Result of enforcement by the court"),
    "coercive_execution": _p("event", "Coercive execution"),
    "confiscated_property_disposal": _p("event", "Disposal of confiscated property"),
    "case_concluded": _p("event", "Case concluded"),
    "archived": _p("event", "Archived"),
    "preservation_disposed": _p("event", "Preserved evidence decided on"),
    "hearing_requested": _p("event", "Hearing requested"),
    "hearing_notified": _p("event", "Hearing notified"),
    "measure_reported": _p("event", "Measure reported"),
    "measure_extended": _p("event", "Measure extended"),
    "measure_released": _p("event", "Measure released"),
    "fine_handed_over": _p("event", "Fine handed over"),
    "period_extended": _p("event", "Period extended"),
    "remedy_sought": _p("event", "Remedy sought"),
    "remedy_ended": _p("event", "Remedy ended"),
    "case_suspended": _p("event", "Case suspended"),
    "case_resumed": _p("event", "Case resumed"),
    "case_withdrawn": _p("event", "Case withdrawn"),
    "case_transferred": _p("event", "Case transferred"),
}

#: Attributes of an event.
ATTRS = {
    "oral": _p("attribute", "Made orally"),
    "accepted": _p("attribute", "Accepted"),
    "real_name": _p("attribute", "Under real name"),
    "initiated": _p("attribute", "Procedure to be started"),
    "urgent": _p("attribute", "Urgent"),
    "rights": _p("attribute", "Rights told"),
    "manner": _p("attribute", "Manner"),
    "measure": _p("attribute", "Measure"),
    "rectify_by": _p("attribute", "To be corrected by"),
    "collected_on_site": _p("attribute", "Fine collected on the spot"),
    "disputed": _p("attribute", "Likely to be disputed"),
    "method": _p("attribute", "Way of service"),
    "of": _p("attribute", "Of"),
    "returned": _p("attribute", "Returned"),
    "until": _p("attribute", "Until"),
    "excluded_days": _p("attribute", "Days not counted"),
    "to": _p("attribute", "To"),
    "kind": _p("attribute", "Kind"),
}

#: Coercive measures.
MEASURES = {
    "personal_freedom": _p("measure", "Restraint of personal freedom"),
    "seal": _p("measure", "Sealing"),
    "seize": _p("measure", "Seizure"),
    "freeze": _p("measure", "Freezing"),
    "other": _p("measure", "Other measure"),
}

#: Ways of service.
SERVICE_METHODS = {
    "direct": _p("method", "Direct service"),
    "mail": _p("method", "Service by mail"),
    "lien": _p("method", "Service by leaving"),
    "public_notice": _p("method", "Service by public notice"),
    "entrusted": _p("method", "Entrusted service"),
    "transfer": _p("method", "Service by transfer"),
}

#: Rights of the party.
RIGHTS = {
    "statement": _p("right", "Statement"),
    "defense": _p("right", "Defence"),
    "recusal": _p("right", "Recusal"),
    "hearing": _p("right", "Hearing"),
    "reconsideration": _p("right", "Reconsideration"),
    "litigation": _p("right", "Litigation"),
}

#: How the party was told.
MANNERS = {
    "oral": _p("manner", "Orally"),
    "written": _p("manner", "In writing"),
}

#: Words of single attributes: receivers of a fine, extended periods, remedies.
OTHER_ATTRS = {
    "agency": _p("other", "Agency"),
    "bank": _p("other", "Bank"),
    "decision": _p("other", "Period for the decision"),
    "measure": _p("other", "Period of the measure"),
    "filing": _p("other", "Period for filing"),
    "reconsideration": _p("other", "Reconsideration"),
    "litigation": _p("other", "Litigation"),
}
