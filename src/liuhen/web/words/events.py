# SPDX-License-Identifier: Apache-2.0
"""What happens in a case, and what is said about it. The catalogue has the Chinese."""

from django.utils.translation import pgettext_lazy as _p

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
