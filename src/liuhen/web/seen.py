# SPDX-License-Identifier: Apache-2.0
"""What a page showed when its form was sent: one signs, decides and corrects what one has read.

The page carries it in a hidden field (`_seen.html`); what has changed since is refused and shown
anew, so that of two people at once neither writes over the other unseen.
"""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import ChangedMeanwhileError
from liuhen.vault.canonical import canonical_json, digest_of

_FIELD = "seen"


def seen_of(*shown: object) -> str:
    """Return what names the state that a page shows: of rows their keys, of values themselves.

    >>> seen_of("甲", 1) == seen_of("甲", 1), seen_of("甲", 1) == seen_of("甲", 2)
    (True, False)
    """
    return digest_of(canonical_json([repr(one) for one in shown]))


def first_seen(request: HttpRequest, now: str) -> str:
    """Return what a form goes on carrying that shows what was typed: what it was begun with."""
    return request.POST.get(_FIELD) or now


def require_seen(request: HttpRequest, now: str) -> None:
    """Refuse a form of a page that showed something else than what stands there `now`.

    Raises:
        ChangedMeanwhileError
    """
    if request.POST.get(_FIELD, now) != now:
        raise ChangedMeanwhileError(_("The entry was changed meanwhile; look at it again."))
