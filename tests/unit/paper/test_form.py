# SPDX-License-Identifier: Apache-2.0
"""Reading forms: what is refused, and where the message points."""

import json

import pytest

from liuhen.paper.form import FormError, form_schema
from liuhen.paper.form_reader import read_form
from liuhen.paper.standard import standard_forms
from support.papers import FORM, letter


def refusal(text: str) -> str:
    with pytest.raises(FormError) as caught:
        read_form(text, "mine.yaml")
    return str(caught.value)


def line_of(part: str) -> int:
    return FORM[: FORM.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("there", "instead", "says"),
    [
        ("kind: money", "kind: gold", "known are: line, text"),
        ("kind: text,", "kind: text, colour: red,", "unknown key 'colour'"),
        ("{{ facts }}", "{{ fact }}", "there is no 'fact' to print"),
        ("{{ facts }}", "{{ facts", "unexpected end of template"),
        ("when: fine", "when: penalty", "there is no field 'penalty'"),
        ("- {list: evidence}", "- {list: facts}", "is of kind text; here stands list"),
        ("- {list: evidence}", "- {list: evidence, heading: {zh: 证据}}", "exactly one of"),
        ("{signatures: [party]}", "{signatures: [witness]}", "does not sign this form"),
        ("manner: [finger, paper]", "manner: [voice]", "known are: system, finger, paper"),
    ],
)
def test_a_message_names_the_line_and_what_is_allowed(there: str, instead: str, says: str) -> None:
    told = refusal(FORM.replace(there, instead, 1))

    assert told.startswith(f"mine.yaml:{line_of(there)}:")
    assert says in told


@pytest.mark.parametrize(
    ("without", "says"),
    [
        ("  - {list: evidence}\n", "'evidence' is printed nowhere"),
        ("  - {signatures: [party]}\n", "'party' has no place to sign"),
        ("  - {seal: true}\n", "belong together"),
        ("audience: outside\n", "'audience' is missing"),
    ],
)
def test_what_belongs_to_a_form_must_be_there(without: str, says: str) -> None:
    assert says in refusal(FORM.replace(without, "", 1))


def test_a_field_that_stands_twice_is_refused() -> None:
    twice = "  - {id: facts, label: {zh: 事实, en: Facts}, kind: text}\nsignatures:"
    assert "'facts' stands twice" in refusal(FORM.replace("signatures:", twice, 1))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: &x [1]\nb: *x", "anchors"),
        ("a: !!python/name:os.system", "tags"),
        ("[" * 200_000, "nested deeper"),
        ("a: " + "x" * 300_000, "256 KiB"),
        ("a: [1", "not YAML"),
        ("a: \x01", "not YAML"),
        ("", "expected object"),
        ("- 1", "expected object, got array, found a list"),
        ("1: x", "mine.yaml:1: a key is text; put it into quotes"),
        ("id: letter\ntitle: {true: x}", "mine.yaml:2: title: a key is text"),
    ],
)
def test_yaml_that_is_a_trick_is_refused(text: str, says: str) -> None:
    told = refusal(text)
    assert told.startswith("mine.yaml")
    assert says in told


def test_brackets_without_end_in_a_printed_text_are_refused() -> None:
    deep = "{{ " + "(" * 2000 + "facts" + ")" * 2000 + " }}"
    assert "brackets are nested too deep" in refusal(FORM.replace("{{ facts }}", deep))


def test_the_digest_is_of_what_the_form_says() -> None:
    assert letter().digest == letter(FORM.replace("copies: 2", "copies:    2")).digest
    assert letter().digest != letter(FORM.replace("copies: 2", "copies: 3")).digest


def test_secret_fields_are_known() -> None:
    assert letter().secret_fields == ("code",)


def test_the_schema_is_json_schema() -> None:
    schema = json.loads(json.dumps(form_schema()))
    assert schema["$ref"].endswith("Form")
    assert "signatures" in schema["$defs"]["Form"]["properties"]


def test_standard_forms_are_named_by_their_files() -> None:
    assert "penalty_decision" in standard_forms()
    assert all(name == form.id for name, form in standard_forms().items())
