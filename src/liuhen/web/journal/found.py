# SPDX-License-Identifier: Apache-2.0
"""What a check of everything found, in words: rows by their references, never by what they hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from liuhen.web.journal.acts import OBJECTS


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One finding. `reference` is the row as the journal names it; `detail` for the technician."""

    object: str
    reference: str
    says: str
    detail: str


def lines_of(findings: Iterable[dict[str, Any]]) -> tuple[FoundLine, ...]:
    """Say findings as they are kept with a check."""
    return tuple(_line(one) for one in findings)


def _line(one: dict[str, Any]) -> FoundLine:
    reference = str(one["object"])
    kind = reference.partition(":")[0]
    known = {"field": one["field"], "leaf": one["leaf"]}
    said = _said(str(one["kind"]), has_leaf=one["leaf"] is not None, field=str(one["field"]))
    return FoundLine(str(OBJECTS.get(kind, kind)), reference, said % known, str(one["says"]))


def _said(kind: str, *, has_leaf: bool, field: str) -> str:
    if kind == "field" and not has_leaf:
        return _("its column %(field)s was changed")
    if kind == "row" and not has_leaf:
        return _("was changed so that it can no longer be read")
    if kind == "created" and has_leaf:
        return _("entry %(leaf)s does not fit what earlier entries say of it")
    if kind == "head" and field:
        return _("the signed head was changed: column %(field)s")
    plain = {
        "field": _("column %(field)s is not what entry %(leaf)s says"),
        "row": _("is not as entry %(leaf)s left it"),
        "created": _("was created by no act: no entry speaks of it"),
        "deleted": _("is gone; entry %(leaf)s was the last about it, none deleted it"),
        "leaf": _("the journal's entry %(leaf)s was changed")
        if has_leaf
        else _("an entry of the journal was changed so that it can no longer be read"),
        "hole": _("entries of the journal are missing, from entry %(leaf)s on"),
        "payload": _("what entry %(leaf)s commits to was changed or removed"),
        "tile": _("the stored tree of the journal was changed"),
        "head": _("a signed head does not fit the journal"),
        "cut": _("entries were cut off the end of the journal, from entry %(leaf)s on"),
        "witness": _("what a witness holds was changed"),
        "trigger": _("a guard of the database was taken away"),
        "damaged": _("the file in the vault is no longer what came in"),
        "missing": _("the file is missing in the vault"),
    }
    return plain.get(kind, kind)
