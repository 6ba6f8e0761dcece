# SPDX-License-Identifier: Apache-2.0
"""The forms that come with the system: one YAML file each under `packs/forms`."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from liuhen.law.pack import PACKS
from liuhen.paper.form import Form, FormError
from liuhen.paper.form_reader import read_form

FORMS = PACKS / "forms"


@lru_cache(maxsize=1)
def standard_forms() -> dict[str, Form]:
    """Return the standard forms by their ids, in the order of `order.txt`: as a case needs them.

    Raises:
        FormError: a file is wrong; it names file and line.
    """
    forms = {file.stem: read_form_file(file) for file in sorted(FORMS.glob("*.yaml"))}
    for name, form in forms.items():
        if form.id != name:
            raise FormError(f"{name}.yaml: id: {form.id} stands in a file of another name")
    order = (FORMS / "order.txt").read_text(encoding="utf-8").split()
    return {name: forms[name] for name in sorted(forms, key=_place_in(order))}


def _place_in(order: list[str]) -> Callable[[str], tuple[int, str]]:
    """Where a form stands; one that the order does not name comes last."""
    places = {name: at for at, name in enumerate(order)}
    return lambda name: (places.get(name, len(places)), name)


def read_form_file(file: Path) -> Form:
    """Read a form from a file.

    Raises:
        FormError: it cannot be read, or cannot be used; file and line are named.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FormError(f"{file.name}: cannot be read as UTF-8 text: {error}") from None
    return read_form(text, file.name)
