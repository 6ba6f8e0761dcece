# SPDX-License-Identifier: Apache-2.0
"""For whom a command acts."""

from typing import TYPE_CHECKING

from liuhen.errors import UserError

if TYPE_CHECKING:
    from liuhen.apps.people.models import Person


def person_called(username: str) -> "Person":
    """Return the person who signs in as `username`; Django has been started.

    Raises:
        UserError: there is none, or the person may not sign in any more.
    """
    from liuhen.apps.people.models import Person

    found = Person.objects.filter(username=username).select_related("bureau").first()
    if found is None:
        raise UserError(f"--user: there is nobody with the user name {username!r}")
    if not found.is_active:
        raise UserError(f"--user: {username} may not sign in any more")
    return found
