# SPDX-License-Identifier: Apache-2.0
"""Addresses outside that are told of notices: messengers, other systems, e-mail.

What this module promises:

- a template is text with names in double braces, nothing of which is run; what is filled into JSON
  is escaped, and a template that gives no JSON is refused when it is entered;
- a message carries its time and a signature: `X-Liuhen-Signature: sha256=HMAC(secret, time.body)`;
- a hook is told of one thing once, however many people have the notice; an e-mail goes to each;
- a delivery that fails is tried again after 2, 4, 8 … minutes, eight times, and every try is kept
  with its outcome; what was read or withdrawn meanwhile is not sent any more;
- address and secret are never shown again: pages show the host alone.
"""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import cache
from typing import Annotated
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from msgspec import Meta

from liuhen.apps.compliance.errors import BadHookError, NoHookError, NotPermittedError
from liuhen.apps.compliance.mailing import can_mail, mail
from liuhen.apps.compliance.models import Hook, HookDelivery, Notice
from liuhen.apps.compliance.notices import WORDS, case_number, due_said, duty_said, notice_said
from liuhen.apps.compliance.posting import Answer, PostError, post, target_of
from liuhen.apps.jobs.models import Lane
from liuhen.apps.jobs.queue import enqueue
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import act
from liuhen.law.pack import PACKS, Node, Says
from liuhen.law.yaml_source import read_yaml_as

DELIVER = "compliance.deliver"
MAIL = "mailto:"
#: What a template may name.
NAMES = ("sentence", "number", "what", "due", "person", "bureau", "path")
MOST_TRIES = 8
MOST_HOOKS = 20
_LONGEST_NAME, _LONGEST_TEMPLATE, _LONGEST_ERROR = 100, 4000, 300
_MOST_AT_ONCE = 200
_FRESH = timedelta(days=1)
_SLOT = re.compile(r"\{\{\s*(\w*)\s*\}\}")
_GOOD = range(200, 300)
_REDIRECTS = range(300, 400)
#: How messengers say in an answer of status 200 that they refused.
_REFUSALS = ("errcode", "code", "StatusCode")


class Sample(Node, frozen=True):
    """A template to begin with."""

    id: Annotated[str, Meta(pattern=r"^[a-z]+$")]
    says: Says
    address: str
    template: str


@cache
def samples() -> dict[str, Sample]:
    """Return the templates of packs/shared/hook_samples.yaml by their ids."""
    read = read_yaml_as(PACKS / "shared" / "hook_samples.yaml", list[Sample])
    return {one.id: one for one in read}


# ---------------------------------------------------------------- templates


def filled(template: str, values: Mapping[str, str], *, as_json: bool) -> str:
    """Return the template with its names filled in; in JSON, as parts of its strings."""

    def value(found: re.Match[str]) -> str:
        text = values.get(found[1], "")
        return json.dumps(text, ensure_ascii=False)[1:-1] if as_json else text

    return _SLOT.sub(value, template)


def check_template(template: str, *, as_json: bool) -> str:
    """Return the template if it can be used.

    Raises:
        BadHookError: a name that is not known, too long, or no JSON.
    """
    if not template.strip() or len(template) > _LONGEST_TEMPLATE:
        said = _("A template has 1 to %(n)d characters.") % {"n": _LONGEST_TEMPLATE}
        raise BadHookError(said, "template")
    unknown = [name for name in _SLOT.findall(template) if name not in NAMES]
    left = _SLOT.sub("", template)
    if unknown or "{{" in left or "{%" in left:
        said = _("A template may name only: %(names)s.") % {"names": ", ".join(NAMES)}
        raise BadHookError(said, "template")
    if as_json:
        try:
            json.loads(filled(template, dict.fromkeys(NAMES, 'a "b"\n'), as_json=True))
        except ValueError:
            raise BadHookError(
                _("What comes of the template is no JSON; put the names into strings."), "template"
            ) from None
    return template


def values_of(notice: Notice, bureau: Organisation, person: Person) -> dict[str, str]:
    """Return what a template may say of a notice: numbers and paraphrases, nothing confidential."""
    path = reverse("cases:case", args=[notice.case_id]) if notice.case_id else ""
    return {
        "sentence": notice_said(notice),
        "number": case_number(notice),
        "what": duty_said(notice.params),
        "due": due_said(notice.due),
        "person": person.name,
        "bureau": bureau.name,
        "path": path,
    }


# ---------------------------------------------------------------- hooks


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


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].lower()


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
        NoHookError, NotPermittedError.
    """
    if by.bureau is None or not by.may(Permission.HOOK_MANAGE):
        raise NotPermittedError(_("Your role does not allow this."))
    with act("compliance.end_hook", by=by) as record:
        rows = Hook.objects.within(by.bureau.pk).select_for_update()
        row = rows.filter(pk=hook.pk, ended_at=None).first()
        if row is None:
            raise NoHookError(_("There is no such address."))
        return record.update(row, ended_at=record.at)


# ---------------------------------------------------------------- delivering


def deliver_new(bureau: UUID) -> int:
    """Let every hook of a bureau be told of notices it was not told of; return how many.

    Called in the transaction in which notices are made, by one at a time.
    """
    now, count = timezone.now(), 0
    for hook in Hook.objects.within(bureau).filter(ended_at=None):
        sent = HookDelivery.objects.within(bureau).filter(hook=hook)
        rows = Notice.objects.within(bureau).filter(
            ~Exists(sent.filter(notice=OuterRef("pk"))),
            word__in=hook.words,
            made_at__gte=max(hook.made_at, now - _FRESH),
            read_at=None,
            withdrawn_at=None,
        )
        if hook.url == MAIL:
            rows = rows.exclude(person__email="")
        else:  # one message for all who have the notice
            rows = rows.filter(~Exists(sent.filter(notice__key=OuterRef("key"))))
        new: dict[object, Notice] = {}
        for notice in rows.order_by("made_at", "id")[:_MOST_AT_ONCE]:
            new.setdefault(notice.pk if hook.url == MAIL else notice.key, notice)
        for notice in new.values():
            made = HookDelivery.objects.create(
                bureau_id=bureau, hook=hook, notice=notice, made_at=now
            )
            _later(made, 0)
            count += 1
    return count


def _later(delivery: HookDelivery, minutes: int) -> None:
    enqueue(
        DELIVER,
        {"delivery": str(delivery.pk), "bureau": str(delivery.bureau_id)},
        lane=Lane.SOON,
        after=timezone.now() + timedelta(minutes=minutes),
        key=f"deliver:{delivery.pk}",
    )


def deliver(*, delivery: str, bureau: str) -> None:
    """Try one delivery, and leave the next try where it fails. The job `compliance.deliver`."""
    rows = HookDelivery.objects.within(UUID(bureau)).filter(pk=UUID(delivery), done_at=None)
    row = rows.select_related("hook__bureau", "notice__person").first()
    if row is None:
        return
    now = timezone.now()
    if row.hook.ended_at or row.notice.withdrawn_at or row.notice.read_at:
        rows.update(done_at=now, error="")
        return
    tried, error, status = row.tried + 1, "", None
    try:
        status = _send(row.hook, row.notice, row.notice.person, str(row.pk))
    except _RefusedError as refused:
        status, error = refused.status, str(refused)
    except (PostError, BadHookError) as failed:
        error = str(failed)
    over = not error or tried >= MOST_TRIES
    rows.update(
        tried=tried, status=status, error=error[:_LONGEST_ERROR], done_at=now if over else None
    )
    if not over:
        _later(row, 2**tried)


class _RefusedError(PostError):
    """An answer that says no."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def try_hook(*, by: Viewer, hook: Hook) -> str:
    """Send an invented notice to the hook, now; return what is wrong, or nothing.

    Raises:
        NotPermittedError: the role does not allow it.
    """
    if not by.may(Permission.HOOK_MANAGE) or hook.bureau_id != by.bureau_id:
        raise NotPermittedError(_("Your role does not allow this."))
    params = {"number": "试〔2026〕1号", "zh": "试发提醒，请勿处理", "en": "a test, nothing to do"}
    notice = Notice(word="duty_soon", params=params, due=timezone.now() + timedelta(hours=2))
    try:
        _send(hook, notice, by.person, "test")
    except (PostError, BadHookError) as error:
        return str(error)
    return ""


def _send(hook: Hook, notice: Notice, person: Person, delivery: str) -> int | None:
    """Send one message; return the status of the answer, for e-mail nothing."""
    is_mail = hook.url == MAIL
    with translation.override("zh-hans"):  # messengers say no language
        values = values_of(notice, hook.bureau, person)
    text = filled(hook.template, values, as_json=not is_mail)
    if is_mail:
        mail(person.email, text)
        return None
    body = text.encode()
    stamp = str(int(timezone.now().timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "liuhen",
        "X-Liuhen-Delivery": delivery,
        "X-Liuhen-Time": stamp,
        "X-Liuhen-Signature": f"sha256={signature(hook.secret, stamp, body)}",
    }
    return _judged(post(target_of(hook.url, settings.LIUHEN_HOOK_HOSTS), body, headers))


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Return the HMAC-SHA256 of `stamp.body`, in hex, as whoever receives it computes it too."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _judged(answer: Answer) -> int:
    """Return the status of a good answer.

    Raises:
        _RefusedError: a redirect, a status that is not good, or a messenger that says no.
    """
    if answer.status in _REDIRECTS:
        said = _("It answers %(status)d and leads elsewhere; no redirect is followed.")
        raise _RefusedError(answer.status, said % {"status": answer.status})
    if answer.status not in _GOOD:
        raise _RefusedError(answer.status, _("It answers %(status)d.") % {"status": answer.status})
    try:
        read = json.loads(answer.text)
    except ValueError:
        return answer.status
    if isinstance(read, dict):
        for name in _REFUSALS:
            code = read.get(name)
            if isinstance(code, int) and code != 0:
                said = _("The messenger refuses it: %(name)s %(code)d.")
                raise _RefusedError(answer.status, said % {"name": name, "code": code})
    return answer.status
