# SPDX-License-Identifier: Apache-2.0
"""Reads forms: YAML of anybody's, the shape, and whether what it says fits together.

A bureau's form is hostile until it was read: its size and depth are bounded, it has no anchors and
no tags, and its printed texts are parsed here and run nowhere but in the press.
"""

from collections.abc import Iterator
from typing import Any

import jinja2
import yaml
from jinja2 import nodes

from liuhen.law.errors import BadInput, quoted
from liuhen.law.yaml_source import YamlSource, read_yaml_text
from liuhen.paper.form import (
    GIVEN,
    HEADS,
    SOURCES,
    Block,
    Cell,
    Field,
    Form,
    FormError,
    Printed,
    Side,
)

MOST_BYTES = 256 * 1024
_DEEPEST = 16
_KINDS_OF = {
    "items": ("items",),
    "list": ("list",),
    "questions": ("questions",),
    "opinion": ("text", "line", "choice"),
}
Fault = tuple[str, str]
"""Where in the form (a path), and what is the matter there."""


def read_form(text: str, name: str) -> Form:
    """Read a form from YAML; `name` is what a message calls the file.

    Raises:
        FormError: file and line, what was found, what is allowed.
    """
    _refuse_tricks(text, name)
    try:
        source = read_yaml_text(text, name)
        form = source.as_type(Form)
    except BadInput as error:
        raise FormError(str(error)) from None
    for fault in faults_of(form, source):
        raise FormError(fault)
    return form


def faults_of(form: Form, source: YamlSource) -> Iterator[str]:
    """What has the right shape and does not fit together, a sentence each with file and line."""
    for path, fault in _nonsense(form):
        yield f"{source.place(path)}: {path}: {fault}" if path else f"{source.file}: {fault}"


def _refuse_tricks(text: str, name: str) -> None:
    """Refuse what makes a small file large: events are read one by one, nothing is built."""
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise FormError(f"{name}: more than {MOST_BYTES // 1024} KiB; a form is shorter")
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise FormError(f"{_at(name, event)}: anchors (& and *) are not allowed in a form")
            if getattr(event, "tag", None):
                raise FormError(f"{_at(name, event)}: tags (!) are not allowed in a form")
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > _DEEPEST:
                raise FormError(f"{_at(name, event)}: nested deeper than {_DEEPEST} levels")
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FormError(f"{name}:{line}: not YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise FormError(f"{name}: not YAML: {str(error).splitlines()[0]}") from None


def _at(name: str, event: yaml.Event) -> str:
    mark = event.start_mark
    return f"{name}:{mark.line + 1 if mark else 1}"


# ---------------------------------------------------------------- sense


def _nonsense(form: Form) -> Iterator[Fault]:
    yield from _of_fields(form)
    yield from _of_signatures(form)
    yield from _of_body(form)
    yield from _of_what_is_missing(form)


def _of_fields(form: Form) -> Iterator[Fault]:
    seen: set[str] = set()
    for i, field in enumerate(form.fields):
        path = f"fields[{i}]"
        if field.id in seen:
            yield f"{path}.id", f"{quoted(field.id)} stands twice"
        if field.id in GIVEN:
            yield f"{path}.id", f"{quoted(field.id)} is a name that every form has already"
        seen.add(field.id)
        yield from _of_field(field, path)


def _of_field(field: Field, path: str) -> Iterator[Fault]:
    for key, kind in (("choices", "choice"), ("columns", "items"), ("parts", "person")):
        there, meant = bool(getattr(field, key)), field.kind == kind
        if there and not meant:
            yield f"{path}.{key}", f"only a field of kind {kind} has {key}"
        if meant and not there and kind != "person":
            yield path, f"a field of kind {kind} needs {key}"
    if field.default and field.kind not in ("line", "text"):
        yield f"{path}.default", "only a field of kind line or text has words of its own at first"
    if field.many and field.kind != "choice":
        yield f"{path}.many", "only a field of kind choice may take many"
    for one in field.fill.split("|") if field.fill else ():
        if one.split(".")[0] not in SOURCES:
            yield f"{path}.fill", f"{quoted(one)} begins with none of {', '.join(SOURCES)}"
    lists: dict[str, list[str]] = {
        "choices": [choice.word for choice in field.choices],
        "columns": [column.id for column in field.columns],
        "parts": [*field.parts],
    }
    for key, names in lists.items():
        for name in {name for name in names if names.count(name) > 1}:
            yield f"{path}.{key}", f"{quoted(name)} stands twice"


def _of_signatures(form: Form) -> Iterator[Fault]:
    seen: set[str] = set()
    for i, signing in enumerate(form.signatures):
        path = f"signatures[{i}]"
        if signing.role in seen:
            yield f"{path}.role", f"{quoted(signing.role)} stands twice; `count` says how many sign"
        seen.add(signing.role)
        if signing.opinion:
            yield from _named(form, signing.opinion, f"{path}.opinion", _KINDS_OF["opinion"])


def _of_body(form: Form) -> Iterator[Fault]:
    for i, block in enumerate(form.body):
        path = f"body[{i}]"
        heads = [key for key, head in HEADS.items() if getattr(block, head) is not None]
        if len(heads) != 1:
            found = ", ".join(heads) or "none"
            yield path, f"a block has exactly one of {', '.join(HEADS)}; found {found}"
            continue
        yield from _of_block(form, block, path)
    if form.copies_note:
        yield from _of_text(form, form.copies_note, "copies_note")


def _of_block(form: Form, block: Block, path: str) -> Iterator[Fault]:  # noqa: C901  # one branch a kind of thing
    for head, kinds in _KINDS_OF.items():
        if (name := getattr(block, HEADS[head])) is not None:
            yield from _named(form, name, f"{path}.{head}", kinds)
    for name in block.fields or ():
        yield from _named(form, name, f"{path}.fields")
    for key in ("when", "unless"):
        if name := getattr(block, key):
            yield from _named(form, name, f"{path}.{key}")
    for head in ("heading", "paragraph", "note"):
        if text := getattr(block, head):
            yield from _of_text(form, text, f"{path}.{head}")
    for role in block.signatures or ():
        yield from _signer(form, role, f"{path}.signatures")
    yield from _opinion(form, block.opinion, block.role, path)
    for head in ("seal", "page_break"):
        if getattr(block, head) is False:
            yield f"{path}.{head}", "write true, or leave the block out"
    yield from _of_rows(form, block, path)


def _of_rows(form: Form, block: Block, path: str) -> Iterator[Fault]:
    for i, row in enumerate(block.table or ()):
        if isinstance(row, Side):
            yield from _of_text(form, row.side, f"{path}.table[{i}].side")
            for j, cells in enumerate(row.rows):
                yield from _of_cells(form, cells, f"{path}.table[{i}].rows[{j}]")
        else:
            yield from _of_cells(form, row, f"{path}.table[{i}]")


def _of_cells(form: Form, cells: list[Cell], path: str) -> Iterator[Fault]:
    for i, cell in enumerate(cells):
        here = f"{path}[{i}]"
        heads = [
            head
            for head in ("field", "text", "heading", "opinion")
            if getattr(cell, head) is not None
        ]
        if len(heads) != 1:
            found = ", ".join(heads) or "none"
            yield here, f"a cell has exactly one of field, text, heading, opinion; found {found}"
            continue
        if cell.field:
            yield from _named(form, cell.field, f"{here}.field")
        if cell.part and getattr(form.by_id.get(cell.field or ""), "kind", "") != "person":
            yield f"{here}.part", "only a field of kind person has parts"
        if cell.opinion:
            yield from _named(form, cell.opinion, f"{here}.opinion", _KINDS_OF["opinion"])
        yield from _opinion(form, cell.opinion, cell.role, here)
        for head in ("label", "text", "heading"):
            if text := getattr(cell, head):
                yield from _of_text(form, text, f"{here}.{head}")


def _opinion(form: Form, opinion: str | None, role: str | None, path: str) -> Iterator[Fault]:
    if role and opinion is None:
        yield f"{path}.role", "`role` stands beside `opinion`"
    if role:
        yield from _signer(form, role, f"{path}.role")


def _named(form: Form, name: str, path: str, kinds: tuple[str, ...] = ()) -> Iterator[Fault]:
    field = form.by_id.get(name)
    if field is None:
        known = ", ".join(form.by_id) or "none"
        yield path, f"there is no field {quoted(name)}; there are: {known}"
    elif kinds and field.kind not in kinds:
        yield path, f"{quoted(name)} is of kind {field.kind}; here stands {' or '.join(kinds)}"


def _signer(form: Form, role: str, path: str) -> Iterator[Fault]:
    if role not in form.signers:
        known = ", ".join(form.signers) or "none"
        yield path, f"{quoted(role)} does not sign this form; who signs: {known}"


def _of_text(form: Form, text: Printed, path: str) -> Iterator[Fault]:
    for language in ("zh", "en"):
        try:
            used = names_in(getattr(text, language))
        except FormError as error:
            yield f"{path}.{language}", str(error)
            continue
        for name in sorted(used - set(form.by_id) - set(GIVEN)):
            known = ", ".join((*form.by_id, *GIVEN))
            yield f"{path}.{language}", f"there is no {quoted(name)} to print; there are: {known}"


def names_in(template: str) -> set[str]:
    """Names that a printed text takes from outside. It is parsed; nothing is run or computed.

    Raises:
        FormError: it is not Jinja2; the sentence says which line of the text.
    """
    try:
        tree = jinja2.Environment(autoescape=True).parse(template)
        # Not jinja2.meta, which computes constants: 9 ** 999999999 would take for ever.
        names = list(tree.find_all(nodes.Name))
    except jinja2.TemplateSyntaxError as error:
        raise FormError(f"line {error.lineno} of the text: {error.message}") from None
    except RecursionError:
        raise FormError("brackets are nested too deep in this text") from None
    own = {name.name for name in names if name.ctx != "load"}
    own |= {macro.name for macro in tree.find_all(nodes.Macro)}
    own |= {"loop"} if tree.find(nodes.For) else set()
    return {name.name for name in names} - own


def _of_what_is_missing(form: Form) -> Iterator[Fault]:
    printed, signed = set[str](), set[str]()
    _gather(form, printed, signed)
    for i, field in enumerate(form.fields):
        if field.printed and field.id not in printed:
            yield (
                f"fields[{i}]",
                f"{quoted(field.id)} is printed nowhere; add it to the body, or say printed: false",
            )
    for i, signing in enumerate(form.signatures):
        if signing.role not in signed and not signing.each_page:
            yield f"signatures[{i}]", f"{quoted(signing.role)} has no place to sign in the body"
    has_place = any(block.seal for block in form.body)
    if form.seal != has_place:
        yield "", "`seal: true` of the form and a block `- {seal: true}` belong together"


def _gather(form: Form, printed: set[str], signed: set[str]) -> None:
    texts: list[Any] = [form.copies_note]
    cells: list[Cell] = []
    for block in form.body:
        texts += [block.heading, block.paragraph, block.note]
        printed.update(block.fields or ())
        printed.update(
            name for head in _KINDS_OF if (name := getattr(block, HEADS[head])) is not None
        )
        signed.update(block.signatures or ())
        signed.update({block.role} if block.role else ())
        for row in block.table or ():
            if isinstance(row, Side):
                texts.append(row.side)
                cells += [cell for inner in row.rows for cell in inner]
            else:
                cells += row
    for cell in cells:
        texts += [cell.label, cell.text, cell.heading]
        printed.update(name for name in (cell.field, cell.opinion) if name)
        signed.update({cell.role} if cell.role else ())
    for text in texts:
        if text is not None:
            printed.update(names_in(text.zh))
