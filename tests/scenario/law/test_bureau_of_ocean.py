# SPDX-License-Identifier: Apache-2.0
"""What the ocean bureau asks for: settled readings 17 and 23 to 27 of the contract."""

import pytest

from support.casefile import ANY_FOOTAGE, CaseFile

PACK = "jinpu-ocean"
FORM = [
    "reason",
    "source",
    "facts",
    "party",
    "handler_opinion",
    "section_opinion",
    "head_opinion",
    "time",
]
PAPER = [
    "evidence",
    "factors",
    "legal_basis",
    "maker",
    "reasoning",
    "reviewer|signature:section_head",
]


def one(event: str, **attrs: object) -> tuple[CaseFile, str]:
    case = CaseFile(PACK)
    return case, case.event(event, "03-02 09:00", "10:00", **attrs)


# ---------------------------------------------------------------- arts. 8 to 10


def test_an_application_is_registered_whatever_the_register_says() -> None:
    """Reading 23; art. 8 gives no finding for fields."""
    case = CaseFile(PACK, act="licensing", origin="application")
    e = case.event("application_received", "03-02 09:00", "09:20")
    case.event("correction_notified", "03-03 09:00")
    case.event("acceptance_decided", "03-04 09:00", accepted=False)
    case.paper("application_register", "03-02 10:00", e, fields="", signed="")
    assert case.says("8", "03-05 09:00") == [
        "e1 met",
        "e2 pending document:correction_notice",
        "e3 pending document:acceptance_notice",
    ]


@pytest.mark.parametrize("field", FORM)
def test_the_approval_form_lacks_what_it_does_not_say(field: str) -> None:
    """Art. 10."""
    case, e = one("case_initiated", urgent=True)
    case.paper("initiation_approval", "03-02 20:00", e, without=field)
    assert case.says("10", "03-02 21:00") == [f"e1 pending field:{field}"]


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("03-02 09:00:30", "03-03 09:00:30"),
        ("03-06 17:00", "03-07 17:00"),  # Friday: hours know no weekend
        ("2028-02-28 12:00", "2028-02-29 12:00"),
        ("12-31 12:00", "2027-01-01 12:00"),  # and never ask the calendar
    ],
)
def test_an_urgent_start_is_approved_within_24_hours(start: str, due: str) -> None:
    """Art. 10."""
    case = CaseFile(PACK)
    case.event("case_initiated", start, urgent=True)
    assert case.due("10", start) == [f"pending {due}"]
    assert case.due("10", "2029-01-01 00:00") == [f"overdue {due}"]


def test_a_simple_procedure_starts_without_approval() -> None:
    case = CaseFile(PACK, procedure="simple")
    case.event("case_initiated", "03-02 09:00")
    assert case.says("10", "03-03 09:00") == []


# ---------------------------------------------------------------- 23: arts. 11 to 14


@pytest.mark.parametrize("real_name", [True, False])
def test_who_complains_under_a_real_name_is_told_why_not(*, real_name: bool) -> None:
    """Reading 23; art. 11."""
    case = CaseFile(PACK, origin="complaint")
    case.event("complaint_received", "03-02 09:00", real_name=real_name)
    e = case.event("complaint_decided", "03-05 09:00", initiated=False)
    lacking = ["e2 pending document:complaint_decision_record event:complainant_informed"]
    assert case.says("11", "03-06 09:00") == (lacking if real_name else [])
    case.paper("complaint_decision_record", "03-05 10:00", e)
    case.event("complainant_informed", "03-05 12:00")
    assert case.says("11", "03-06 09:00") == (["e2 met"] if real_name else [])


@pytest.mark.parametrize("kind", ["inquiry", "site_inspection"])
@pytest.mark.parametrize(
    ("shown", "without", "answer"),
    [
        (None, "party witness", "pending identity_shown signature:party|witness"),
        (False, "party", "met"),
        (True, "witness", "met"),
    ],
)
def test_the_record_says_who_acted_and_bears_a_signature(
    kind: str, *, shown: bool | None, without: str, answer: str
) -> None:
    """Reading 23; art. 12."""
    case = CaseFile(PACK)
    e = case.event(kind, "03-02 09:00", "10:00", shown=shown)
    case.paper(f"{kind}_record", "03-02 10:00", e, without=without)
    assert case.says("12", "03-02 11:00") == [f"e1 {answer}"]


def test_rights_are_told_and_in_what_manner() -> None:
    """Reading 23; art. 13."""
    case = CaseFile(PACK, act="coercion")
    case.event("coercive_measure", "03-02 09:00", "10:00", measure="freeze")
    case.event("decision_made", "03-05 09:00")
    lacking = [f"{e} pending event:rights_informed" for e in ("e1", "e2")]
    assert case.says("13", "03-06 09:00") == lacking
    case.event("rights_informed", "03-01 09:00")
    assert case.says("13", "03-06 09:00") == ["e3 pending manner"]
    case.facts["events"][-1]["attrs"] = {"manner": "oral"}
    assert case.says("13", "03-06 09:00") == ["e3 met"]


@pytest.mark.parametrize(
    ("event", "item", "paper"),
    [
        ("inquiry", "14(1)", "inquiry_record"),
        ("evidence_collection", "14(2)", "evidence_list"),
        ("site_inspection", "14(3)", "site_inspection_record"),
        ("statement_and_defense", "14(5)", "statement_defense_record"),
        ("hearing", "14(6)", "hearing_record"),
    ],
)
def test_records_of_investigation_are_signed_by_officer_and_party(
    event: str, item: str, paper: str
) -> None:
    """Readings 5 and 23; art. 14. Art. 18 does not touch them."""
    case, e = one(event)
    assert case.says(item, "03-03 09:00") == [f"e1 pending document:{paper}"]
    case.paper(paper, "03-02 10:00", e, fields="", signed="")
    assert case.says(item, "03-03 09:00") == ["e1 pending signature:officer signature:party"]
    case.paper(paper, "03-02 11:00", e, fields="", signed="officer", refused="party")
    assert case.says(item, "03-03 09:00") == ["e1 met"]
    assert case.says("18", "03-03 09:00") == []


def test_an_appraisal_is_signed_by_the_appraiser_alone() -> None:
    """Reading 23; art. 14(7)."""
    case, e = one("appraisal")
    case.paper("appraisal_opinion", "03-02 10:00", e, signed="officer party")
    assert case.says("14(7)", "03-03 09:00") == ["e1 pending signature:appraiser"]
    case.paper("appraisal_opinion", "03-02 11:00", e, signed="appraiser")
    assert case.says("14(7)", "03-03 09:00") == ["e1 met"]


def test_sampling_needs_a_record_of_the_site_its_own_or_the_case_s() -> None:
    """Reading 23; art. 14(4)."""
    case, e = one("sampling")
    case.paper("sampling_list", "03-02 10:00", e)
    assert case.says("14(4)", "03-03 09:00") == ["e1 pending document:site_inspection_record"]
    earlier = case.event("site_inspection", "03-01 09:00", "10:00")
    case.paper("site_inspection_record", "03-01 10:00", earlier)
    assert case.says("14(4)", "03-03 09:00") == ["e1 met"]


# ---------------------------------------------------------------- 24: arts. 15 to 19, 24


@pytest.mark.parametrize("kind", ["site_inspection", "sampling", "hearing"])
def test_a_written_reason_excuses_what_could_not_be_recorded(kind: str) -> None:
    """Reading 24; art. 15. Beside a recording it is met."""
    case = CaseFile(PACK)
    d = case.paper("no_recording_reason", "03-02 12:00")
    reason = {"reason": "信号干扰", "document": d}
    e = case.event(kind, "03-02 09:00", "10:00", no_recording=reason)
    assert case.says("15", "03-02 11:00") == [f"e1 breached {ANY_FOOTAGE}"]
    assert case.says("15", "03-03 09:00") == ["e1 excused"]
    case.footage("video", "03-02 09:00", "10:00", e)
    assert case.says("15", "03-03 09:00") == ["e1 met"]


@pytest.mark.parametrize("kind", ["inquiry", "evidence_collection"])
def test_other_investigation_may_be_recorded(kind: str) -> None:
    """Art. 15."""
    case, _ = one(kind)
    assert case.says("15", "03-02 11:00") == [f"e1 advised {ANY_FOOTAGE}"]


def test_a_preservation_says_why_what_and_how() -> None:
    """Reading 17; art. 16. Another paper does not."""
    case, e = one("advance_preservation")
    case.paper("preservation_document", "03-02 10:00", e)
    lacking = ["e1 pending document:preservation_decision_record"]
    assert case.says("16", "03-03 09:00") == lacking
    case.paper("preservation_decision_record", "03-02 10:00", e, without="object")
    assert case.says("16(2)", "03-03 09:00") == ["e1 pending field:object"]
    assert case.says("16(1)", "03-03 09:00") == []


@pytest.mark.parametrize(
    ("secrecy", "reason", "status"),
    [
        (["state_secret"], True, "excused"),
        (["privacy"], False, "breached"),
        ([], True, "breached"),
    ],
    ids=["secrets and a reason", "no reason", "no secrets"],
)
def test_only_secrets_with_a_reason_excuse_an_unrecorded_measure(
    secrecy: list[str], *, reason: bool, status: str
) -> None:
    """Reading 24; arts. 17 and 26(3)."""
    case = CaseFile(PACK, act="coercion", secrecy=secrecy)
    e = case.event("coercive_measure", "03-02 09:00", "10:00", measure="seal")
    if reason:
        case.paper("no_recording_reason", "03-02 12:00", e)
    assert [f.status for f in case.findings("17", "03-03 09:00")] == ["pending", status]


@pytest.mark.parametrize(
    ("event", "paper", "attrs"),
    [
        ("decision_made", "decision", {}),
        ("coercive_measure", "coercive_measure_decision", {"measure": "freeze"}),
        ("correction_notified", "correction_notice", {}),
        ("demand", "demand_notice", {}),
    ],
)
def test_a_paper_says_who_made_and_reviewed_it_and_on_what_ground(
    event: str, paper: str, attrs: dict[str, str]
) -> None:
    """Reading 24; art. 18. A paper that names no event is its own subject."""
    case, e = one(event, **attrs)
    case.paper(paper, "03-02 09:30", e, fields="", signed="")
    case.paper(paper, "03-02 09:30")
    lacking = " ".join(f"field:{word}" for word in PAPER)
    assert case.says("18", "03-03 09:00") == ["d2 met", f"e1 pending {lacking}"]


@pytest.mark.parametrize("without", ["reviewer", "legal_reviewer"])
def test_the_legal_reviewer_is_a_field_or_a_signature(without: str) -> None:
    """Reading 24; art. 19."""
    case, e = one("legal_review")
    case.paper("legal_review_opinion", "03-02 10:00", e, without="reviewer legal_reviewer opinion")
    lacking = ["e1 pending field:opinion field:reviewer|signature:legal_reviewer"]
    assert case.says("19", "03-03 09:00") == lacking
    case.paper("legal_review_opinion", "03-02 10:00", e, without=without)
    assert case.says("19", "03-03 09:00") == ["e1 met"]


@pytest.mark.parametrize(
    ("served", "answer"),
    [
        (None, "overdue 03-20 09:00"),
        ("03-05 09:00", "met 03-20 09:00 done 03-05 09:00"),
        ("03-20 09:00", "met 03-20 09:00 done 03-20 09:00"),
        ("03-20 10:00", "late 03-20 09:00 done 03-20 10:00"),
    ],
)
def test_a_demand_is_served_before_the_application_to_the_court(
    served: str | None, answer: str
) -> None:
    """Reading 24; art. 24."""
    case = CaseFile(PACK)
    case.event("court_application", "03-20 09:00")
    if served:
        case.event("demand", "03-05 09:00")
        d = case.paper("demand_notice", "03-05 09:00")
        case.event("service", served, method="direct", of=d)
    assert case.due("24", "03-20 09:00") != []
    assert case.due("24", "03-21 09:00") == [answer]


# ---------------------------------------------------------------- 25 and 26: arts. 20, 21, 26


@pytest.mark.parametrize(
    ("without", "collected", "answer"),
    [
        *((f, True, f"pending field:{f}") for f in (
            "facts", "legal_basis", "process", "statement", "review", "filing", "collection")),
        ("collection", False, "met"),
    ],
)  # fmt: skip
def test_the_record_of_a_simple_procedure_is_complete(
    without: str, *, collected: bool, answer: str
) -> None:
    """Reading 25; art. 20."""
    case = CaseFile(PACK, procedure="simple")
    e = case.event("on_the_spot_penalty", "03-02 09:00", "09:30", collected_on_site=collected)
    case.paper("simple_procedure_record", "03-02 09:30", e, without=without)
    advised = f"e1 advised {ANY_FOOTAGE}"
    assert case.says("20", "03-02 10:00") == [advised, f"e1 {answer}"]


def test_a_penalty_likely_to_be_disputed_is_recorded() -> None:
    """Reading 25; art. 20."""
    case = CaseFile(PACK, procedure="simple")
    e = case.event("on_the_spot_penalty", "03-02 09:00", "09:30", disputed=True)
    case.paper("simple_procedure_record", "03-02 09:30", e)
    assert case.says("20", "03-02 10:00") == [f"e1 breached {ANY_FOOTAGE}", "e1 met"]


@pytest.mark.parametrize(
    ("method", "lacking"),
    [
        ("direct", ["pending document:proof_of_service"]),
        ("mail", ["pending document:mail_receipt"]),
        ("lien", [f"breached {ANY_FOOTAGE}", "pending document:proof_of_service"]),
        (
            "public_notice",
            [f"breached {ANY_FOOTAGE}", "pending document:public_notice document:service_record"],
        ),
    ],
)
def test_each_way_of_service_has_its_proof(method: str, lacking: list[str]) -> None:
    """Reading 26; art. 21: leaving and public notice are recorded."""
    case, _ = one("service", method=method)
    assert case.says("21", "03-03 09:00") == [f"e1 {row}" for row in lacking]


def test_a_mail_receipt_says_what_was_sent() -> None:
    """Reading 26; art. 21."""
    case, e = one("service", method="mail")
    case.paper("mail_receipt", "03-02 10:00", e, fields="")
    lacking = "field:consignment_number field:document_number field:document_title"
    assert case.says("21", "03-03 09:00") == [f"e1 pending {lacking}"]


def test_entrusted_service_gives_its_reason_on_either_paper() -> None:
    """Art. 21."""
    for proof, record in (("", None), ("reason", "")):
        case, e = one("service", method="entrusted")
        case.paper("proof_of_service", "03-02 10:00", e, without=proof)
        if record is not None:
            case.paper("service_record", "03-02 10:00", e)
        assert case.says("21", "03-03 09:00") == ["e1 met"]


@pytest.mark.parametrize(
    ("event", "attrs"),
    [("coercive_measure", {"measure": "seal"}), ("coercive_measure", {"measure": "seize"}),
     ("confiscated_property_disposal", {})],
)  # fmt: skip
def test_sealing_seizing_and_disposal_are_better_recorded_in_full(
    event: str, attrs: dict[str, str]
) -> None:
    """Reading 26; art. 26."""
    for end, until, status in (("10:00", "09:30", "advised"), ("10:00", "10:00", "met"),
                               (None, "10:00", "pending")):  # fmt: skip
        case = CaseFile(PACK, act="coercion")
        e = case.event(event, "03-02 09:00", end, **attrs)
        case.footage("video", "03-02 09:00", until, e)
        assert [f.status for f in case.findings("26", "03-03 08:00")] == [status]


# ---------------------------------------------------------------- 27: footage


@pytest.mark.parametrize(
    ("shown", "missing"),
    [
        ({"content": ["place_sign"], "position": None}, ""),
        ({"content": []}, ""),
        ({"content": [], "position": None}, " place_sign|position"),
        ({"vessel": {"name": "辽渔1", "number": "7", "spoken": True}}, ""),
        ({"vessel": {"name": "辽渔1", "number": "7"}, "position": None}, " position spoken"),
        ({"vessel": {"spoken": True}}, " spoken"),
    ],
)
def test_footage_says_where_it_was_taken(shown: dict[str, object], missing: str) -> None:
    """Reading 27; art. 27(3): ashore by a sign or the position, at sea by position and voice."""
    case = CaseFile(PACK)
    case.footage("video", "03-02 09:00", "10:00", **shown)
    status = "breached" if missing else "met"
    assert case.says("27(3)", "03-02 12:00") == [f"r1 {status}{missing}"]


def test_a_fixed_camera_is_stored_but_not_asked_where_it_is() -> None:
    """Reading 27."""
    case = CaseFile(PACK)
    case.footage("surveillance", "03-02 09:00", "10:00", content=[], position=None)
    assert case.says("27", "03-02 12:00") == ["r1 pending stored_at"]


def broken(start: str = "09:20", end: str = "09:30") -> tuple[CaseFile, str]:
    case, e = one("site_inspection")
    case.footage("video", "03-02 09:05", start, e)
    case.footage("video", f"03-02 {end}", "09:50", e)
    return case, e


def test_only_gaps_between_the_first_and_the_last_footage_matter() -> None:
    """Reading 27; art. 27(4): a seam of 5 s is none."""
    for end, status in (("09:20:05", "met"), ("09:20:06", "breached")):
        case, _ = broken(end=end)
        assert [f.status for f in case.findings("27(4)", "03-02 13:00")] == [status]


@pytest.mark.parametrize(
    ("reason", "with_document", "status"),
    [
        ("power", False, "excused"),
        ("device_failure", False, "excused"),
        ("weather", True, "excused"),
        ("weather", False, "breached"),
        ("obstruction", True, "excused"),
        ("obstruction", False, "breached"),
        ("storage_full", True, "breached"),
        ("other", True, "breached"),
    ],
)
def test_some_reasons_excuse_a_gap_and_some_need_a_document(
    reason: str, *, with_document: bool, status: str
) -> None:
    """Reading 27; art. 27(4)."""
    case, e = broken()
    d = case.paper("interruption_statement", "03-02 12:00", e) if with_document else None
    case.interruption("03-02 09:20", "09:30", e, reason=reason, document=d,
                      explained_by="document" if d else "voice")  # fmt: skip
    assert [f.status for f in case.findings("27(4)", "03-02 13:00")] == [status]


def test_footage_apart_from_its_event_is_stored_from_its_own_end() -> None:
    """Reading 27; art. 27(5), also of a fixed camera."""
    case, e = one("site_inspection")
    case.footage("surveillance", "03-04 09:00", "10:00", e)
    assert case.due("27(5)", "03-04 11:00") == ["pending 03-05 10:00"]


# ---------------------------------------------------------------- art. 29


@pytest.mark.parametrize(
    ("fields", "disc", "missing"),
    [
        ("maker extractor time", "D1", ""),
        ("maker extractor time", " ", " disc"),
        ("maker", "D1", " field:extractor field:time"),
    ],
)
def test_evidence_has_a_statement_and_a_disc(fields: str, disc: str, missing: str) -> None:
    """Art. 29."""
    case = CaseFile(PACK)
    d = case.paper("av_evidence_statement", "03-02 11:00", fields=fields, signed="")
    case.footage("video", "03-02 09:00", "10:00", evidence=True, statement=d, disc=disc)
    assert case.says("29", "03-03 09:00") == [f"r1 {'pending' if missing else 'met'}{missing}"]
