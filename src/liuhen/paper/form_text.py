# SPDX-License-Identifier: Apache-2.0
"""A form as the text that a person reads and changes: the file of a standard form, or YAML anew.

A version that a bureau adopted is kept as values; its text is written from them, in the order of
docs/reference/forms.md, and reads back as the same form.
"""

import re
from typing import Any

import msgspec
import yaml

from liuhen.paper.form import Form
from liuhen.paper.standard import FORMS, standard_forms

_ORDER = (
    "id", "title", "document", "audience", "stage", "numbering", "acts", "events", "basis",
    "copies", "copies_note", "fields", "signatures", "seal", "body",
)  # fmt: skip
_WIDTH = 110
_SECTION = re.compile(r"^(fields|signatures|body):", re.MULTILINE)


class _Writer(yaml.SafeDumper):
    """Chinese stays readable, nothing is an anchor, lists are set in."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  # PyYAML's signature
        """Write everything out: a form has no anchors."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002  # PyYAML's signature
        """Set the entries of a list in."""
        super().increase_indent(flow, indentless=False)


def text_of(form: Form) -> str:
    """Return the text of a form.

    >>> from liuhen.paper.form import read_form
    >>> form = standard_forms()["mail_receipt"]
    >>> read_form(text_of(form), "mail_receipt.yaml") == form
    True
    """
    if standard_forms().get(form.id) == form:
        return (FORMS / f"{form.id}.yaml").read_text(encoding="utf-8")
    values: dict[str, Any] = msgspec.to_builtins(form)
    whole = yaml.dump(
        {name: values[name] for name in _ORDER if name in values},
        Dumper=_Writer,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=None,
        width=_WIDTH,
    )
    return _SECTION.sub(r"\n\g<0>", whole)
