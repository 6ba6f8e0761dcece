# SPDX-License-Identifier: Apache-2.0
"""Tokens of the API: made once, kept as a digest, within scopes, with an end."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.people.access import Permission
from liuhen.apps.people.errors import BadPersonError, BadTokenError, ScopeMissingError
from liuhen.apps.people.models import ApiToken, Person, Scope
from liuhen.apps.people.viewer import Viewer, viewer_for
from liuhen.apps.trace.journal import Actor, act
from liuhen.vault.canonical import digest_of

LIFE = timedelta(days=365)
_PREFIX = "liuhen_"


def create_token(
    *, by: Actor, person: Person, scopes: Iterable[str], life: timedelta = LIFE
) -> str:
    """Make a token that acts as `person`; it is returned here and never shown again.

    `by` is the person, or the command line of the installation.

    Raises:
        BadPersonError: no scope, one that is not known, or importing for whoever may not import.
    """
    wanted = sorted(set(scopes))
    unknown = [scope for scope in wanted if scope not in Scope.values]
    if unknown or not wanted:
        raise BadPersonError(
            _("Scopes: “%(found)s” is not known; known are: %(known)s.")
            % {"found": ", ".join(unknown), "known": ", ".join(Scope.values)},
            "scopes",
        )
    if Scope.IMPORT in wanted and not viewer_for(person, timezone.now()).may(
        Permission.CASE_IMPORT
    ):
        raise BadPersonError(
            _("%(name)s may not import cases, so no token may either.") % {"name": person.name},
            "scopes",
        )
    secret = _PREFIX + secrets.token_urlsafe(32)
    with act("people.create_token", by=by) as record:
        record.about(person)
        record.create(
            ApiToken(
                person=person,
                digest=digest_of(secret.encode()),
                hint=secret[len(_PREFIX) :][:6],
                scopes=wanted,
                created_at=record.at,
                expires_at=record.at + life,
            )
        )
    return secret


def revoke_token(*, by: Viewer, token: ApiToken) -> None:
    """Let one's own token open nothing any more."""
    if token.person_id != by.person_id:
        raise BadTokenError(_("There is no such token."))
    with act("people.revoke_token", by=by) as record:
        record.update(token, revoked_at=record.at)


def viewer_by_token(secret: str, scope: Scope) -> Viewer:
    """Return the viewer for whom a token speaks.

    Raises:
        BadTokenError: unknown, revoked, expired, or of a person who left.
        ScopeMissingError: it counts, but not for this.
    """
    now = timezone.now()
    tokens = ApiToken.objects.select_related("person__bureau")
    token = tokens.filter(digest=digest_of(secret.encode())).first()
    if token is None or token.revoked_at or token.expires_at <= now or not token.person.is_active:
        raise BadTokenError(_("The token is not known, or it counts no more."))
    if scope not in token.scopes:
        raise ScopeMissingError(_("The token does not have the scope %(s)s.") % {"s": scope.value})
    return viewer_for(token.person, now)
