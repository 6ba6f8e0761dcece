# SPDX-License-Identifier: Apache-2.0
"""The attributes of a kind of activity as fields of a form, read from the contract's own shapes."""

from datetime import datetime
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.law import facts as law
from liuhen.web.entering.inputs import Dots, LineField, MomentField, WordField, WordsField
from liuhen.web.entering.where import Where
from liuhen.web.words import choices
from liuhen.web.words import label as said

PREFIX = "attr_"
#: In which table of words the values of an attribute stand.
_TABLE = {"measure": "measure", "method": "method", "rights": "right", "manner": "manner"}
#: Decisions, where neither answer goes without saying.
_DECISIONS = frozenset({"accepted", "initiated"})


def attribute_fields(kind: str, where: Where) -> dict[str, forms.Field]:
    """Return the fields for the attributes that activities of this kind have."""
    shape = law.ATTRS.get(kind)
    if shape is None:
        return {}
    return {
        PREFIX + one.name: _field(one.name, _plain(one.type), where)
        for one in msgspec.structs.fields(shape)
    }


def attribute_values(cleaned: dict[str, Any]) -> dict[str, Any]:
    """Return the attributes out of a form's values, those left open left out."""
    found = {
        name.removeprefix(PREFIX): value
        for name, value in cleaned.items()
        if name.startswith(PREFIX) and value not in (None, "", [])
    }
    return {
        name: value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
        for name, value in found.items()
    }


def attribute_initial(attrs: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return stored attributes as a form's initial values."""
    shape = law.ATTRS.get(kind)
    times = {
        one.name
        for one in (msgspec.structs.fields(shape) if shape else ())
        if _plain(one.type) is datetime
    }
    return {
        PREFIX + name: datetime.fromisoformat(value) if name in times else _shown(value)
        for name, value in attrs.items()
    }


def _shown(value: Any) -> Any:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _field(name: str, kind: Any, where: Where) -> forms.Field:
    label = said("attribute", name)
    words = _words(name, kind)
    if kind is bool:
        return _yes_or_no(name, label)
    if get_origin(kind) is list:
        return WordsField(words, label=label)
    if name == "of" and not words:
        words, label = where.documents(), gettext("Paper that was served")
    if words or name == "of":
        return WordField(words, blank=_("Not noted"), label=label)
    if kind is datetime:
        return MomentField(ahead=True, required=False, label=label)
    if kind is int:
        return forms.IntegerField(min_value=0, max_value=36_600, required=False, label=label)
    return LineField(label=label)


def _words(name: str, kind: Any) -> list[tuple[str, Any]]:
    """The words to choose from, where the attribute has words."""
    inner = _plain(get_args(kind)[0]) if get_origin(kind) is list else kind
    return (
        choices(_TABLE.get(name, "other"), get_args(inner)) if get_origin(inner) is Literal else []
    )


def _yes_or_no(name: str, label: str) -> forms.Field:
    return forms.TypedChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda said: said == "yes",
        widget=Dots,
        initial=None if name in _DECISIONS else "no",
        error_messages={"required": _("Choose one.")},
        label=label,
    )


def _plain(kind: Any) -> Any:
    """The type behind annotations and "may be absent"."""
    while get_origin(kind) in (Annotated, Union, UnionType):
        options = [one for one in get_args(kind) if one is not msgspec.UnsetType]
        kind = options[0]
    return kind
