# SPDX-License-Identifier: Apache-2.0
"""The standard forms: complete in themselves, and enough for what every regulation asks for."""

from collections.abc import Iterator

import pytest

from liuhen.apps.rules.forms import usual_forms
from liuhen.law.pack import Obligation, Part
from liuhen.law.packs import load_pack, shipped_packs
from liuhen.law.words import DOCUMENT_TYPES
from liuhen.paper.form import Form
from liuhen.paper.standard import FORMS, standard_forms

#: Heads sign the approval form; the system reports their signatures on what they approve.
APPROVED_BY = {"decision": "decision_approval"}
#: What a form may ask for from the world outside of the paper: one list, to be kept by the sources.
FILLS = {
    "case": {
        *("number", "title", "cause", "facts", "summary", "party", "opened", "section", "source"),
        *("source_word", "urgent", "started"),
        *("complained", "complaint_result", "complainant_told", "reviewer"),
    },
    "bureau": {"name", "short_name"},
    "activity": {
        *("start", "end", "time", "place", "officers", "kind", "present", "reason", "note"),
        *(
            "result",
            "channel",
            "real_name",
            "identity_shown",
            "filming_told",
            "rights_told",
            "said",
            "span",
            "measure",
            "chair",
            "recorder",
        ),
    },
    "thing": {"names", "place", "keeper", "kept", "preserved.names", "preserved.kept"}
    | {"sampled.names", "sampled.place"},
    "hearing": {"planned", "place", "chair", "recorder"},
    "decision": {"number", "date", "served", "imposed", "process", "result"},
    "dues": {"text", "amount"},
    "recording": {"start", "end", "device", "officer"},
    "me": {"name", "telephone"},
    "today": {""},
    "now": {""},
    "things": {"", "sampled"},
    "received": {"number", "title", "pages", "sender", "time"},
    "officers": {""},
    "service": {"to", "address", "way", "title", "number"},
}
PERSON = {
    *("name", "sex", "born", "identity", "identity_number", "code", "representative", "post"),
    *("address", "service_address", "telephone", "email", "age", "role"),
}


def obligations() -> list[tuple[str, Obligation]]:
    return [(pack, one) for pack in shipped_packs() for one in load_pack(pack).obligations]


@pytest.mark.parametrize(
    ("pack", "obligation"), obligations(), ids=lambda value: getattr(value, "id", value)
)
def test_a_complete_form_satisfies_what_the_duty_asks_of_its_paper(
    pack: str, obligation: Obligation
) -> None:
    lacking = [
        lack
        for document, needs, signers in demands(obligation, obligation.require)
        for lack in lacks(pack, document, needs, signers)
    ]
    assert lacking == []


def test_every_document_of_the_contract_has_a_form() -> None:
    made = {form.document for form in standard_forms().values()}
    # `filing_approval` is the paper of a start by its other name: a bureau has one of the two
    assert set(DOCUMENT_TYPES) - made == {"filing_approval"}


@pytest.mark.parametrize("form", standard_forms().values(), ids=lambda form: form.id)
def test_what_a_form_takes_over_is_known(form: Form) -> None:
    for field in form.fields:
        for fill in (field.fill or "today").split("|"):
            head, _dot, rest = fill.partition(".")
            assert known(head, rest), field.fill


@pytest.mark.parametrize("form", standard_forms().values(), ids=lambda form: form.id)
def test_a_form_is_titled_in_both_languages_and_names_a_law(form: Form) -> None:
    labels = [form.title, *(field.label for field in form.fields)]
    labels += [signing.label for signing in form.signatures]
    labels += [choice.says for field in form.fields for choice in field.choices]
    assert all(said.zh.strip() and said.en.strip() for said in labels)
    assert form.basis


@pytest.mark.parametrize("form", standard_forms().values(), ids=lambda form: form.id)
def test_what_names_a_person_s_number_or_telephone_is_confidential(form: Form) -> None:
    for field in form.fields:
        label = field.label.zh
        if field.fill and field.fill.endswith((".telephone", ".identity_number", ".born")):
            assert field.secret or field.fill == "me.telephone", f"{form.id}.{field.id}"
        if "身份证件号码" in label:
            assert field.secret == "identity", f"{form.id}.{field.id}"  # no password
        if "投诉举报人" in label and field.kind == "line":
            assert field.secret == "informant", f"{form.id}.{field.id}"


def test_the_order_names_every_form_once() -> None:
    named = (FORMS / "order.txt").read_text(encoding="utf-8").split()
    assert sorted(named) == sorted(file.stem for file in FORMS.glob("*.yaml"))
    assert list(standard_forms()) == named


def test_a_bureau_uses_one_of_two_forms_to_begin_a_case() -> None:
    for pack in shipped_packs():
        begins = {
            form.id for form in usual_forms(pack).values() if form.document == "initiation_approval"
        }
        qilin = pack == "qilin-culture-tourism"
        assert begins == ({"filing_approval"} if qilin else {"start_approval"}), pack


def test_a_pack_names_its_papers() -> None:
    titles = {form.id: form.title.zh for form in usual_forms("jinpu-ocean").values()}
    assert titles["preserve_approval"] == "先行登记保存证据决定文书"
    assert titles["penalty_decision"] == "行政处罚决定书"
    assert titles["handling_decision"] == "行政执法决定书"


def demands(
    obligation: Obligation, parts: list[Part]
) -> Iterator[tuple[str, list[str], list[str]]]:
    """Each document that the duty asks for, with fields and signatures."""
    for part in parts:
        fields = [*part.fields, *(need for item in part.items.values() for need in item)]
        for document in (part.document or "").split("|") if part.document else []:
            yield document, fields, list(part.signed_by)
        if part.paper:
            for document in obligation.when.document:
                yield document, list(part.paper), []
        if part.statement:
            yield "av_evidence_statement", list(part.statement), []
        if part.served:
            yield part.served.document, [], []
        if part.recorded and part.recorded.unless:
            yield "no_recording_reason", ["reason"], []
        for way in part.any_of:
            yield from demands(obligation, way)


def lacks(pack: str, document: str, needs: list[str], signers: list[str]) -> list[str]:
    """What no form, or one of the forms, of that document in this bureau offers."""
    forms = usual_forms(pack)
    made = [form for form in forms.values() if form.document == document]
    if not made:
        return [f"{pack}: no form of {document}"]
    approval = forms[APPROVED_BY[document]].signers if document in APPROVED_BY else {}
    found = []
    for form in made:
        roles = {*form.signers, *approval}
        found += [f"{form.id}: field {one}" for one in needs if not offered(one, form, roles)]
        found += [f"{form.id}: signed {one}" for one in signers if not set(one.split("|")) & roles]
    return found


def offered(need: str, form: Form, roles: set[str]) -> bool:
    ways = need.split("|")
    return any(
        way.removeprefix("signature:") in roles
        if way.startswith("signature:")
        else way in form.by_id
        for way in ways
    )


def known(head: str, rest: str) -> bool:
    if head == "paper":
        name, _dot, field = rest.partition(".")
        other = standard_forms()[name]
        return field in {"number", "title", "date", *other.by_id}
    if head in {"party", "agent", "complainant"}:
        return rest in PERSON
    if head == "asked":
        return rest in {*PERSON, "unit"}
    return rest in FILLS[head]
