# SPDX-License-Identifier: Apache-2.0
"""A form of a document as data: what it asks for, who signs, what is printed in which order.

What this module promises:

- the language is small and closed: every key stands in a struct below, an unknown or misspelt key
  is refused with file and line; nothing of a form is code but Jinja2 in its printed texts, and that
  runs only in the press (`liuhen.paper.press`), in a sandbox, in a child process;
- a form that was read fits together: what its body names is there, what it asks for is printed,
  whoever signs has a place to sign at;
- a form is immutable by its digest (`Form.digest`).

docs/reference/forms.md shows an example of every key.
"""

import hashlib
from functools import cached_property
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta, Struct

from liuhen.errors import UserError
from liuhen.law.pack import Says
from liuhen.law.words import Act, DocumentType, EventType

Id = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
FieldKind = Literal[
    "line", "text", "date", "time", "number", "money", "choice", "yes_no", "officers", "items",
    "questions", "list", "person",
]  # fmt: skip
ColumnKind = Literal["line", "date", "number", "money"]
Stage = Literal[
    "initiation", "investigation", "review", "decision", "service", "execution", "closing"
]
Secret = Literal["identity", "telephone", "informant", "minor", "religion"]
Meaning = Literal["penalty", "fine", "confiscated"]
SignatureManner = Literal["system", "finger", "paper"]
#: Roles of the contract, and those that sign papers without a rule of a pack asking for it.
SignerRole = Literal[
    "officer", "party", "witness", "evidence_provider", "recipient", "server", "handler",
    "section_head", "deputy_head", "bureau_head", "legal_reviewer", "appraiser",
    "agent", "legal_representative", "complainant", "interpreter", "recorder", "hearing_chair",
    "panel_member", "keeper", "custodian", "present_person", "receiver", "head_of_unit",
]  # fmt: skip
PersonPart = Literal[
    "name", "sex", "born", "age", "identity", "unit", "post", "representative", "relation",
    "address", "telephone", "email",
]  # fmt: skip
PERSON_PARTS: tuple[PersonPart, ...] = get_args(PersonPart)
#: Names that every printed text may use beside the fields of its form.
GIVEN = (
    "number",
    "bureau",
    "short_name",
    "title",
    "case_number",
    "case_title",
    "issued_on",
    "copies",
)
#: Where a first value may come from: the first word of `fill`.
SOURCES = (
    "case", "party", "asked", "agent", "complainant", "bureau", "activity", "paper", "things",
    "thing", "officers", "incident", "recording", "decision", "dues", "received", "hearing",
    "service", "today", "now", "me",
)  # fmt: skip
#: What the other kind of party has, by where its field is filled in from.
NOT_OF = {
    "person": frozenset({"party.code", "party.representative"}),
    "organization": frozenset({"party.identity_number", "party.sex", "party.born", "party.age"}),
}

_LONGEST_TEXT = 8000
_SOURCE = r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*"
_FILL = rf"^{_SOURCE}(\|{_SOURCE})*$"


class FormError(UserError):
    """A form that cannot be used; its text is one sentence with file, line and way out."""


class Node(Struct, forbid_unknown_fields=True, omit_defaults=True, frozen=True):
    """Base of everything a form says."""


class Printed(Node, frozen=True):
    """Words on the paper: Jinja2 over the shown values. Papers are Chinese; `en` is for readers."""

    zh: Annotated[str, Meta(min_length=1, max_length=_LONGEST_TEXT)]
    en: Annotated[str, Meta(max_length=_LONGEST_TEXT)] = ""


class Basis(Node, frozen=True):
    """An article of a law that asks for something."""

    law: Annotated[str, Meta(min_length=1, max_length=60)]
    article: Annotated[str, Meta(pattern=r"^\d+(-\d+)?(\([^()]+\))*$")]


class Choice(Node, frozen=True):
    """A word that is stored, and what it says."""

    word: Id
    says: Says


class Column(Node, frozen=True):
    """A column of a field of kind `items`; `width` is a share of the table's width."""

    id: Id
    label: Says
    kind: ColumnKind = "line"
    required: bool = False
    width: Annotated[int, Meta(ge=1, le=12)] = 2


class Field(Node, frozen=True):
    """One thing that a form asks for.

    `many`: more than one of the choices. `parts`: what is asked of a person. `printed` false: asked
    for and kept, and not on the paper. `default`: what stands there at first where `fill` finds
    nothing, for anybody to change. `means`: which part of the penalty it says, for the gates.
    """

    id: Id
    label: Says
    kind: FieldKind
    required: bool = False
    fill: Annotated[str, Meta(pattern=_FILL)] | None = None
    default: Annotated[str, Meta(max_length=2000)] = ""
    choices: Annotated[list[Choice], Meta(max_length=60)] = []
    many: bool = False
    columns: Annotated[list[Column], Meta(max_length=12)] = []
    parts: list[PersonPart] = []
    secret: Secret | None = None
    hint: Says | None = None
    basis: Basis | None = None
    printed: bool = True
    means: Meaning | None = None


class Signing(Node, frozen=True):
    """Who signs, how often (`count`), in which manner, and with which opinion (a field)."""

    role: SignerRole
    label: Says
    required: bool = False
    manner: Annotated[list[SignatureManner], Meta(min_length=1)] = msgspec.field(
        default_factory=lambda: ["system"]
    )
    opinion: Id | None = None
    each_page: bool = False
    count: Annotated[int, Meta(ge=1, le=20)] = 1


class Cell(Node, frozen=True):
    """A cell of a table: exactly one of `field`, `text`, `heading`, `opinion`.

    `field` is a label and its value; `label` prints another label, `part` prints one part of a
    person. `text` is a value without a label (or with `label`). `opinion` is what a role wrote,
    with its place to sign. `wide` is a share of the row, `tall` the least height in millimetres.
    """

    field: Id | None = None
    part: PersonPart | None = None
    label: Printed | None = None
    text: Printed | None = None
    heading: Printed | None = None
    opinion: Id | None = None
    role: SignerRole | None = None
    wide: Annotated[int, Meta(ge=1, le=12)] = 1
    tall: Annotated[int, Meta(ge=5, le=200)] | None = None


class Side(Node, frozen=True):
    """Rows of a table that share one label at their left side, written from top to bottom."""

    side: Printed
    rows: Annotated[list[Annotated[list[Cell], Meta(min_length=1)]], Meta(min_length=1)]


Row = Annotated[list[Cell], Meta(min_length=1, max_length=6)]


class Block(Node, frozen=True):
    """One piece of the body: exactly one of the heads, with what belongs to it.

    Heads: `heading`, `paragraph`, `note` (small print), `fields` (labels and underlined values on
    one line), `table`, `items`, `list`, `questions`, `opinion` (with `role`), `signatures`, `seal`,
    `blank` (millimetres of room for a drawing or for handwriting), `page_break`.
    `when` / `unless`: only if that field is filled and not "no", or only if it is not.
    """

    heading: Printed | None = None
    paragraph: Printed | None = None
    note: Printed | None = None
    fields: Annotated[list[Id], Meta(min_length=1, max_length=6)] | None = None
    table: Annotated[list[Row | Side], Meta(min_length=1, max_length=100)] | None = None
    items: Id | None = None
    listed: Id | None = msgspec.field(default=None, name="list")
    questions: Id | None = None
    opinion: Id | None = None
    signatures: Annotated[list[SignerRole], Meta(min_length=1, max_length=12)] | None = None
    seal: bool | None = None
    blank: Annotated[int, Meta(ge=5, le=220)] | None = None
    page_break: bool | None = None

    role: SignerRole | None = None
    indent: bool = True
    align: Literal["left", "center", "right"] = "left"
    when: Id | None = None
    unless: Id | None = None


#: Heads of a block: the key, and the attribute that holds it.
HEADS = {
    key: "listed" if key == "list" else key
    for key in (
        "heading", "paragraph", "note", "fields", "table", "items", "list", "questions", "opinion",
        "signatures", "seal", "blank", "page_break",
    )
}  # fmt: skip


class Form(Node, frozen=True, dict=True):
    """A form: see docs/reference/forms.md.

    `document` is the contract's type of the fact that an issued paper is, `numbering` the id of a
    series of the pack, `events` the activities that it goes with, `acts` empty means all.
    """

    id: Id
    title: Says
    audience: Literal["outside", "inside"]
    stage: Stage
    fields: Annotated[list[Field], Meta(max_length=150)]
    body: Annotated[list[Block], Meta(min_length=1, max_length=200)]
    document: DocumentType | None = None
    numbering: Annotated[str, Meta(pattern=r"^[a-z0-9-]+$")] | None = None
    acts: list[Act] = []
    events: list[EventType] = []
    basis: list[Basis] = []
    copies: Annotated[int, Meta(ge=1, le=20)] = 1
    copies_note: Printed | None = None
    signatures: Annotated[list[Signing], Meta(max_length=24)] = []
    seal: bool = False

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what the form says, in hexadecimal; the way it was written does not count."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()

    @cached_property
    def by_id(self) -> dict[str, Field]:
        """Its fields by their ids."""
        return {field.id: field for field in self.fields}

    @cached_property
    def signers(self) -> dict[str, Signing]:
        """Its signatures by their roles."""
        return {signing.role: signing for signing in self.signatures}

    @property
    def secret_fields(self) -> tuple[str, ...]:
        """Ids of the fields that only some may see."""
        return tuple(field.id for field in self.fields if field.secret)


def form_schema() -> dict[str, object]:
    """Return the JSON Schema of a form."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Liuhen form",
        **msgspec.json.schema(Form),
    }
