# SPDX-License-Identifier: Apache-2.0
"""What an act refuses, shown beside the field that it is about; nothing typed is lost."""

from django import forms

from liuhen.errors import UserError

#: Where an act calls a value otherwise than the form does.
_NAMES = {
    "end": "claimed", "events": "event_refs", "event": "event_ref", "reason": "cause",
    "type": "kind",
}  # fmt: skip


def show_refusal(form: forms.Form, error: UserError) -> None:
    """Put the act's sentence at its field, or at the head of the form."""
    named = str(getattr(error, "field", ""))
    sentence = str(getattr(error, "sentence", error))
    for name in (named, named.rpartition(".")[2], _NAMES.get(named, "")):
        if name and name in form.fields:
            form.add_error(name, sentence[:1].upper() + sentence[1:])
            return
    form.add_error(None, str(error))
