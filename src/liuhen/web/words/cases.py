# SPDX-License-Identifier: Apache-2.0
"""Cases, their duties and their entries. The catalogue has the Chinese."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

#: Kinds of enforcement.
ACTS = {
    "penalty": _p("act", "Penalty"),
    "coercion": _p("act", "Coercion"),
    "inspection": _p("act", "Inspection"),
    "licensing": _p("act", "Licensing"),
    "levy": _p("act", "Levy"),
    "requisition": _p("act", "Requisition"),
}

#: Procedures.
PROCEDURES = {
    "general": _p("procedure", "General procedure"),
    "simple": _p("procedure", "Simple procedure"),
}

#: How a case began.
ORIGINS = {
    "application": _p("origin", "On application"),
    "complaint": _p("origin", "On a complaint"),
    "ex_officio": _p("origin", "Ex officio"),
}

#: Kinds of party.
PARTY_KINDS = {
    "person": _p("party", "Individual"),
    "organization": _p("party", "Organisation"),
}

#: What is confidential.
SECRECY = {
    "state_secret": _p("secrecy", "State secret"),
    "commercial_secret": _p("secrecy", "Trade secret"),
    "privacy": _p("secrecy", "Privacy"),
}

#: What became of a duty.
STATUSES = {
    "met": _p("status", "Met"),
    "late": _p("status", "Late"),
    "pending": _p("status", "Not due yet"),
    "overdue": _p("status", "Overdue"),
    "breached": _p("status", "Cannot be cured"),
    "excused": _p("status", "Excused"),
    "advised": _p("status", "Advised"),
}

#: Stages of a case.
STAGES = {
    "initiation": _p("stage", "Initiation"),
    "investigation": _p("stage", "Investigation"),
    "review": _p("stage", "Review and decision"),
    "execution": _p("stage", "Service and execution"),
    "archive": _p("stage", "Archive"),
}

#: How an entry came in.
ENTRY_ORIGINS = {
    "act": _p("entry", "Done in the system"),
    "typed": _p("entry", "Typed in"),
    "scan": _p("entry", "Typed in, with a scan"),
    "import": _p("entry", "From outside"),
    "device": _p("entry", "From a device"),
}

#: Kinds of entry in a case.
FACT_KINDS = {
    "activity": _p("fact", "Activity"),
    "document": _p("fact", "Document"),
    "recording": _p("fact", "Recording"),
    "interruption": _p("fact", "Interruption"),
    "incident": _p("fact", "Incident"),
}

#: Acts of the journal, said of whoever did them.
DEEDS = {
    "open_case": _p("deed", "opened the case"),
    "import_case": _p("deed", "imported the case"),
    "assign_handlers": _p("deed", "named the handlers"),
    "correct_case": _p("deed", "corrected the case"),
    "add_activity": _p("deed", "entered an activity"),
    "add_participant": _p("deed", "entered a person"),
    "change_participant": _p("deed", "changed what is known of a person"),
    "confirm_address": _p("deed", "noted an address for service"),
    "end_participant": _p("deed", "took a person out of the case"),
    "start_case": _p("deed", "registered the case"),
    "decide_start": _p("deed", "decided whether a procedure is started"),
    "announce_hearing": _p("deed", "told the party of the day of the hearing"),
    "inform_complainant": _p("deed", "told the complainant"),
    "record_incident": _p("deed", "recorded an incident"),
    "arrive": _p("deed", "arrived and began an activity"),
    "note_on_site": _p("deed", "noted what happened on the spot"),
    "leave_site": _p("deed", "left and ended an activity"),
    "tell_rights": _p("deed", "told the party of its rights"),
    "restrict_filming": _p("deed", "restricted somebody's own filming"),
    "ask_recusal": _p("deed", "noted that a recusal is asked for"),
    "decide_recusal": _p("deed", "decided on a recusal"),
    "register_thing": _p("deed", "took a thing into custody"),
    "move_thing": _p("deed", "noted where a thing went"),
    "photo_of_thing": _p("deed", "gave a thing its picture"),
    "end_thing": _p("deed", "said what became of a thing"),
    "correct_thing": _p("deed", "corrected the entry of a thing"),
    "assign_incident": _p("deed", "gave an incident its case"),
    "keep_sender_close": _p("deed", "kept the sender of a paper confidential"),
    "register_received": _p("deed", "took in a paper from outside"),
    "move_received": _p("deed", "noted where a paper went"),
    "correct_received": _p("deed", "corrected the entry of a paper received"),
    "give_received_case": _p("deed", "put a paper received into the case"),
    "end_received": _p("deed", "said what came of a paper received"),
    "add_document": _p("deed", "entered a paper"),
    "add_recording": _p("deed", "entered a recording"),
    "add_interruption": _p("deed", "entered a break in the footage"),
    "add_incident": _p("deed", "entered an incident"),
    "attach_activity": _p("deed", "brought an activity into the case"),
    "correct_fact": _p("deed", "corrected an entry"),
    "withdraw_fact": _p("deed", "withdrew an entry"),
    "sign_document": _p("deed", "signed a paper"),
    "issue": _p("deed", "issued a paper"),
    "reserve_number": _p("deed", "took a number for a paper"),
    "give_up_draft": _p("deed", "gave up a draft"),
    "sign_paper": _p("deed", "signed an issued paper"),
    "refuse_to_sign": _p("deed", "noted a refusal to sign"),
    "open_paper": _p("deed", "opened a paper"),
    "file_page": _p("deed", "filed a scanned page"),
    "confirm_signatures": _p("deed", "recorded signatures on a scan"),
    "add_signature": _p("deed", "noted a signature"),
    "approve": _p("deed", "approved"),
    "mark_stored": _p("deed", "confirmed that footage is stored"),
    "mark_handed_over": _p("deed", "confirmed a hand-over"),
    "put_on_disc": _p("deed", "noted the disc that footage is kept on"),
    "mark_returned": _p("deed", "confirmed the return from a remote place"),
    "confirm_report": _p("deed", "confirmed the report of a break"),
    "conclude": _p("deed", "concluded the case"),
    "archive_case": _p("deed", "archived the case"),
    "export_facts": _p("deed", "exported the facts"),
    "link_original": _p("deed", "linked a recording from a device"),
    "relink": _p("deed", "changed the range of a link"),
    "unlink": _p("deed", "undid a link"),
    "explain_gap": _p("deed", "explained a break in the footage"),
    "explain_missing": _p("deed", "explained why there is no footage"),
    "serve": _p("deed", "entered the service of a paper"),
    "tell_result": _p("deed", "entered what became of a service"),
    "order": _p("deed", "entered what the decision orders"),
    "pay": _p("deed", "entered a payment"),
    "put_in_parts": _p("deed", "let a sum be paid later or in parts"),
    "charge": _p("deed", "ordered a surcharge"),
    "check_correction": _p("deed", "checked a correction"),
    "carry_out": _p("deed", "entered that something ordered was done"),
    "drop_due": _p("deed", "let something ordered end without performance"),
    "order_nothing": _p("deed", "noted that the decision orders nothing"),
    "take_step": _p("deed", "entered a step towards enforcement"),
    "end_case": _p("deed", "ended the case"),
    "reopen": _p("deed", "opened the case again"),
    "correct_ending": _p("deed", "corrected the closing"),
    "suspend": _p("deed", "suspended the case"),
    "resume": _p("deed", "resumed the case"),
    "split": _p("deed", "split the case"),
    "decide_anew": _p("deed", "opened a case to decide anew"),
    "add_scanned": _p("deed", "entered scanned papers"),
    "override": _p("deed", "went on in spite of a gate"),
    "ask": _p("deed", "asked for approval"),
    "decide": _p("deed", "decided on a request"),
    "withdraw_request": _p("deed", "withdrew a request"),
    "print_approval": _p("deed", "printed an approval onto its paper"),
    "ask_bundle": _p("deed", "asked for the bundle of the case"),
    "make_bundle": _p("deed", "made the bundle of the case"),
    "export_bundle": _p("deed", "took the case out as a bundle"),
    "check_case": _p("deed", "checked the case"),
}

#: What a column of a platform's sheet is.
COLUMNS = {
    "number": _("Number of the case"),
    "title": _("Title of the case"),
    "act": _("Kind of enforcement"),
    "procedure": _("Procedure"),
    "origin": _("Origin"),
    "party": _("Party"),
    "party_kind": _("Kind of party"),
    "handlers": _("Handlers"),
}
