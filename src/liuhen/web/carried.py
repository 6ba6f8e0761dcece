# SPDX-License-Identifier: Apache-2.0
"""What was read from an upload, carried from its preview to the confirmation, signed.

Nothing is stored before the person has seen it; the browser carries it meanwhile. Nobody else's
page, no older page and no changed one is taken.
"""

from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from liuhen.apps.people.viewer import Viewer
from liuhen.errors import UserError

_SECONDS = 2 * 60 * 60
MOST_CHARACTERS = 2_000_000  # what a form may hold beside files


class StaleError(UserError):
    """The preview is too old, or not this person's."""


def carry(viewer: Viewer, purpose: str, value: Any) -> str:
    """Return `value` (plain JSON values) as text for a hidden field.

    Raises:
        StaleError: it is too long to be carried.
    """
    text = signing.dumps(value, salt=_salt(viewer, purpose), compress=True)
    if len(text) > MOST_CHARACTERS:
        raise StaleError(_("The file holds too much to be shown first; bring it in in two parts."))
    return text


def carried(viewer: Viewer, purpose: str, text: str) -> Any:
    """Return what `carry` was given.

    Raises:
        StaleError: too old, changed, or carried for somebody or something else.
    """
    try:
        return signing.loads(text, salt=_salt(viewer, purpose), max_age=_SECONDS)
    except signing.BadSignature:
        raise StaleError(_("This preview counts no more. Choose the file once again.")) from None


def _salt(viewer: Viewer, purpose: str) -> str:
    return f"liuhen.{purpose}:{viewer.person_id}:{viewer.bureau_id}"
