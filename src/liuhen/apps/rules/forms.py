# SPDX-License-Identifier: Apache-2.0
"""Forms as a bureau uses them on a day.

A standard form with the title and the series of numbers of the bureau's pack, unless two persons of
the bureau adopted words and layout of their own from that day or an earlier one. Series of numbers
come from the pack; one that it does not have has the usual pattern of the shared file.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import msgspec
from django.utils.translation import gettext as _

from liuhen.apps.people.models import Organisation
from liuhen.apps.rules.errors import NoFormError
from liuhen.apps.rules.models import FormAdoption, FormVersion
from liuhen.apps.rules.packs import pack_of
from liuhen.apps.trace.once import once
from liuhen.law import pack_parts
from liuhen.law.pack import PACKS, Says
from liuhen.law.pack_parts import Forms, Numbering, read_parts
from liuhen.law.packs import folder_of
from liuhen.law.yaml_source import read_yaml
from liuhen.paper.form import Form
from liuhen.paper.standard import standard_forms

#: Series of a pack that numbers cases: a paper that begins a case shows the number of the case.
CASE_SERIES = "case"


def forms_of(bureau: Organisation, day: date) -> dict[str, Form]:
    """Return every form that the bureau may use on `day`, by its id.

    Raises:
        NoPackError: the bureau has adopted no regulation yet.
    """
    return dict(once((forms_of, bureau.pk, day), lambda: _forms_of(bureau, day)))


def _forms_of(bureau: Organisation, day: date) -> dict[str, Form]:
    made = dict(usual_forms(pack_of(bureau, day).id))
    rows = FormAdoption.objects.within(bureau.pk).filter(
        adopted_at__isnull=False, from_date__lte=day
    )
    for row in rows.select_related("version").order_by("from_date", "adopted_at"):
        made[row.form] = form_of_version(row.version)
    return made


@lru_cache(maxsize=64)
def usual_forms(pack_id: str) -> Mapping[str, Form]:
    """Return the forms of a bureau of that pack before it adopts words of its own."""
    made = dict(standard_forms())
    of_document: dict[str, list[Form]] = {}
    for form in made.values():
        if form.document:
            of_document.setdefault(form.document, []).append(form)
    usual = {entry.document: entry.title for entry in _shared().forms}
    for entry in _forms_of_pack(pack_id).forms:
        forms = of_document.get(entry.document, [])
        main = _main_form(forms, entry, usual.get(entry.document))
        if main is None:
            continue
        if entry.form:
            for other in forms:
                if other is not main:
                    del made[other.id]
        if entry.title != usual.get(entry.document):
            made[main.id] = msgspec.structs.replace(made[main.id], title=entry.title)
        if entry.numbering and entry.numbering != CASE_SERIES:
            made[main.id] = msgspec.structs.replace(made[main.id], numbering=entry.numbering)
    return made


def _main_form(forms: list[Form], entry: pack_parts.Form, usual: Says | None) -> Form | None:
    """Of several forms of a document, the one that a pack's entry for the document speaks of."""
    if entry.form:
        return next((form for form in forms if form.id == entry.form), None)
    if len(forms) == 1:
        return forms[0]
    return next((form for form in forms if form.title == usual), None)


def form_of(bureau: Organisation, name: str, day: date) -> Form:
    """Return one form of the bureau.

    Raises:
        NoFormError: there is none of that id.
    """
    try:
        return forms_of(bureau, day)[name]
    except KeyError:
        raise NoFormError(_("There is no form “%(form)s”.") % {"form": name[:60]}) from None


def form_of_version(version: FormVersion) -> Form:
    """Return a version that was kept as the form that it is."""
    return msgspec.convert(version.content, Form)


def series_of(bureau: Organisation, day: date) -> dict[str, Numbering]:
    """Return the series of numbers of the bureau, by their ids."""
    own = _forms_of_pack(pack_of(bureau, day).id).numbering
    return {entry.id: entry for entry in (*_shared().numbering, *own)}


@lru_cache(maxsize=64)
def _forms_of_pack(pack_id: str) -> Forms:
    return read_parts(folder_of(pack_id)).forms


@lru_cache(maxsize=1)
def _shared() -> Forms:
    return read_yaml(PACKS / "shared" / "forms.yaml").as_type(Forms)
