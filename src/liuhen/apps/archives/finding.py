# SPDX-License-Identifier: Apache-2.0
"""Cases for commands of the machine's administrator, who looks at all bureaus."""

from uuid import UUID

from django.db.models import Q

from liuhen.apps.cases.models import Case
from liuhen.apps.people.queries import bureaus


def cases_called(number: str, bureau: str | None = None) -> list[Case]:
    """Return the cases of that number; `bureau` is a code, a key, or a name."""
    known = bureaus()
    if bureau is not None:
        named = Q(code=bureau) | Q(name=bureau) | Q(short_name=bureau)
        known = known.filter(named | Q(pk=bureau) if _is_key(bureau) else named)
    return [
        case
        for one in known
        for case in Case.objects.within(one.pk)
        .filter(number=number.strip())
        .select_related("bureau", "section")
    ]


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
