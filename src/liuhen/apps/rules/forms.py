# SPDX-License-Identifier: Apache-2.0
"""Forms as a bureau uses them on a day.

A standard form, called what the bureau's pack calls the document, unless two persons of the bureau
adopted words and layout of their own from that day or an earlier one. Series of numbers come from
the pack; one that it does not have has the usual pattern of the shared file.
"""

from datetime import date
from functools import lru_cache

import msgspec
from django.utils.translation import gettext as _

from liuhen.apps.people.models import Organisation
from liuhen.apps.rules.errors import NoFormError
from liuhen.apps.rules.models import FormAdoption, FormVersion
from liuhen.apps.rules.packs import pack_of
from liuhen.law.pack import PACKS
from liuhen.law.pack_parts import Forms, Numbering, read_parts
from liuhen.law.packs import folder_of
from liuhen.law.yaml_source import read_yaml
from liuhen.paper.form import Form
from liuhen.paper.standard import standard_forms


def forms_of(bureau: Organisation, day: date) -> dict[str, Form]:
    """Return every form that the bureau may use on `day`, by its id.

    Raises:
        NoPackError: the bureau has adopted no regulation yet.
    """
    titles = {entry.document: entry.title for entry in _pack_forms(bureau, day).forms}
    made = {
        name: msgspec.structs.replace(form, title=titles[form.document])
        if form.document in titles and not form.acts
        else form
        for name, form in standard_forms().items()
    }
    rows = FormAdoption.objects.within(bureau.pk).filter(
        adopted_at__isnull=False, from_date__lte=day
    )
    for row in rows.select_related("version").order_by("from_date", "adopted_at"):
        made[row.form] = form_of_version(row.version)
    return made


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
    return {entry.id: entry for entry in (*_shared(), *_pack_forms(bureau, day).numbering)}


def _pack_forms(bureau: Organisation, day: date) -> Forms:
    return _forms_of_pack(pack_of(bureau, day).id)


@lru_cache(maxsize=64)
def _forms_of_pack(pack_id: str) -> Forms:
    return read_parts(folder_of(pack_id)).forms


@lru_cache(maxsize=1)
def _shared() -> list[Numbering]:
    return read_yaml(PACKS / "shared" / "forms.yaml").as_type(Forms).numbering
