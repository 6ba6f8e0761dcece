# SPDX-License-Identifier: Apache-2.0
"""Addresses outside that are told of notices: messengers, other systems, e-mail.

What this module promises:

- whoever manages hooks enters and ends them; what was sent to one that ended stays to be read;
- address and secret are never shown again: pages show the host alone.

What a message says is its template (`hook_templates`); `delivering` sends it.
"""

import secrets
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from liuhen.apps.compliance.errors import BadHookError, NoHookError, NotPermittedError
from liuhen.apps.compliance.hook_templates import check_template
from liuhen.apps.compliance.mailing import can_mail
from liuhen.apps.compliance.models import Hook, HookDelivery
from liuhen.apps.compliance.notices import WORDS
from liuhen.apps.compliance.posting import target_of
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import act

#: In the place of an address: an e-mail to each person that has the notice.
MAIL = "mailto:"
MOST_HOOKS = 20
_LONGEST_NAME = 100


def hooks_of(viewer: Viewer) -> QuerySet[Hook]:
    """Return the hooks of the viewer's bureau, those in use first."""
    if not viewer.may(Permission.HOOK_MANAGE):
        return Hook.objects.seen_by(viewer).none()
    rows = Hook.objects.seen_by(viewer).select_related("made_by")
    return rows.order_by("ended_at", "name")


def get_hook(viewer: Viewer, key: UUID) -> Hook:
    """Return a hook.

    Raises:
        NoHookError: not there, or not for this viewer.
    """
    found = hooks_of(viewer).filter(pk=key).first()
    if found is None:
        raise NoHookError(_("There is no such address."))
    return found


def deliveries_of(viewer: Viewer, hook: Hook) -> QuerySet[HookDelivery]:
    """Return what was sent to a hook, the newest first."""
    rows = HookDelivery.objects.seen_by(viewer).filter(hook=hook)
    return rows.select_related("notice").order_by("-made_at", "-id")


def shown_address(hook: Hook) -> str:
    """Return where a hook leads, without what may be a password."""
    if hook.url == MAIL:
        return _("e-mail to each person")
    try:
        return target_of(hook.url, [_host(hook.url)]).shown
    except BadHookError:
        return "…"


def add_hook(
    *, by: Viewer, name: str, url: str, template: str, words: Iterable[str]
) -> tuple[Hook, str]:
    """Enter an address; return it and the secret of its signatures, which is not shown again.

    Raises:
        NotPermittedError: the role does not allow it.
        BadHookError: name, address, template or words that cannot be used.
    """
    if by.bureau is None or not by.may(Permission.HOOK_MANAGE):
        raise NotPermittedError(_("Your role does not allow this."))
    called, address = " ".join(name.split()), url.strip()
    if not called or len(called) > _LONGEST_NAME:
        raise BadHookError(_("Give it a name."), "name")
    told = [word for word in WORDS if word in set(words)]
    if not told:
        raise BadHookError(_("Choose what it is told of."), "words")
    if address == MAIL:
        if not can_mail():
            said = _("No server for e-mail is named (LIUHEN_SMTP_URL, LIUHEN_MAIL_FROM).")
            raise BadHookError(said, "url")
    else:
        target_of(address, settings.LIUHEN_HOOK_HOSTS)
    check_template(template, as_json=address != MAIL)
    secret = secrets.token_urlsafe(32)
    with act("compliance.add_hook", by=by) as record:
        rows = Hook.objects.within(by.bureau.pk).filter(ended_at=None)
        if rows.count() >= MOST_HOOKS:
            raise BadHookError(_("There are %(n)d addresses already.") % {"n": MOST_HOOKS}, "name")
        hook = record.create(
            Hook(
                bureau=by.bureau,
                name=called,
                url=address,
                secret=secret,
                template=template,
                words=told,
                made_at=record.at,
                made_by=by.person,
            )
        )
        record.note(address=shown_address(hook))
    return hook, secret


def end_hook(*, by: Viewer, hook: Hook) -> Hook:
    """End an address: nothing is sent there any more; its log stays.

    Raises:
        NoHookError: not there, or ended already.
        NotPermittedError: the role does not allow it.
    """
    if by.bureau is None or not by.may(Permission.HOOK_MANAGE):
        raise NotPermittedError(_("Your role does not allow this."))
    with act("compliance.end_hook", by=by) as record:
        rows = Hook.objects.within(by.bureau.pk).select_for_update()
        row = rows.filter(pk=hook.pk, ended_at=None).first()
        if row is None:
            raise NoHookError(_("There is no such address."))
        return record.update(row, ended_at=record.at)


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].lower()
