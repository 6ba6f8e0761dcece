# SPDX-License-Identifier: Apache-2.0
"""In which order the fields of a document are read: as its form has them.

A row keeps none: PostgreSQL gives an object back by the length of its names. What no form of that
type knows follows, as it comes.
"""

from collections.abc import Mapping
from functools import cache

from liuhen.paper.standard import standard_forms


def in_order(kind: str, fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the fields of a document of the type `kind` with their texts, as people read them.

    >>> [name for name, _text in in_order("decision", {"remedies": "", "own": "", "facts": ""})]
    ['facts', 'remedies', 'own']
    """
    places = _places(kind)
    return sorted(fields.items(), key=lambda one: places.get(one[0], len(places)))


@cache
def _places(kind: str) -> dict[str, int]:
    forms = [form for form in standard_forms().values() if form.document == kind]
    names = dict.fromkeys(field.id for form in forms for field in form.fields)
    return {name: place for place, name in enumerate(names)}
