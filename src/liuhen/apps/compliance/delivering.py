# SPDX-License-Identifier: Apache-2.0
"""Telling the addresses outside of notices.

What this module promises:

- a hook is told of one thing once, however many people have the notice; an e-mail goes to each;
- a message carries its time and a signature: `X-Liuhen-Signature: sha256=HMAC(secret, time.body)`;
- a delivery that fails is tried again after 2, 4, 8 … minutes, eight times, and every try is kept
  with its outcome; what was read or withdrawn meanwhile is not sent any more.
"""

import hashlib
import hmac
import json
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from liuhen.apps.compliance.errors import BadHookError, NotPermittedError
from liuhen.apps.compliance.hook_templates import filled, values_of
from liuhen.apps.compliance.hooks import MAIL
from liuhen.apps.compliance.mailing import mail
from liuhen.apps.compliance.models import Hook, HookDelivery, Notice
from liuhen.apps.compliance.posting import Answer, PostError, post, target_of
from liuhen.apps.jobs.models import Lane
from liuhen.apps.jobs.queue import enqueue
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import Viewer

DELIVER = "compliance.deliver"
MOST_TRIES = 8
_LONGEST_ERROR = 300
_MOST_AT_ONCE = 200
_FRESH = timedelta(days=1)
_GOOD = range(200, 300)
_REDIRECTS = range(300, 400)
#: How messengers say in an answer of status 200 that they refused.
_REFUSALS = ("errcode", "code", "StatusCode")


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


def deliver(*, delivery: str, bureau: str) -> None:
    """Try one delivery, and leave the next try where it fails. The job `compliance.deliver`.

    Its ids come as text. What is over, or not there, is left as it is: the job may run again.
    """
    rows = HookDelivery.objects.within(UUID(bureau)).filter(pk=UUID(delivery), done_at=None)
    row = rows.select_related("hook__bureau", "notice__person").first()
    if row is None or row.notice is None:
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


def try_hook(*, by: Viewer, hook: Hook) -> str:
    """Send an invented notice to the hook, now; return what is wrong, or nothing. The log keeps it.

    Raises:
        NotPermittedError: the role does not allow it.
    """
    if not by.may(Permission.HOOK_MANAGE) or hook.bureau_id != by.bureau_id:
        raise NotPermittedError(_("Your role does not allow this."))
    params = {"number": "试〔2026〕1号", "zh": "试发提醒，请勿处理", "en": "a test, nothing to do"}
    notice = Notice(word="duty_soon", params=params, due=timezone.now() + timedelta(hours=2))
    began, error, status = timezone.now(), "", None
    try:
        status = _send(hook, notice, by.person, "test")
    except _RefusedError as refused:
        status, error = refused.status, str(refused)
    except (PostError, BadHookError) as failed:
        error = str(failed)
    HookDelivery.objects.create(
        bureau_id=hook.bureau_id, hook=hook, tried=1, status=status,
        error=error[:_LONGEST_ERROR], made_at=began, done_at=timezone.now(),
    )  # fmt: skip
    return error


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Return the HMAC-SHA256 of `stamp.body`, in hex, as whoever receives it computes it too."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _later(delivery: HookDelivery, minutes: int) -> None:
    enqueue(
        DELIVER,
        {"delivery": str(delivery.pk), "bureau": str(delivery.bureau_id)},
        lane=Lane.SOON,
        after=timezone.now() + timedelta(minutes=minutes),
        key=f"deliver:{delivery.pk}",
    )


def _send(hook: Hook, notice: Notice, person: Person, delivery: str) -> int | None:
    """Send one message; return the status of the answer, for e-mail nothing."""
    is_mail = hook.url == MAIL
    with translation.override("zh-hans"):  # messengers say no language
        values = values_of(notice, hook.bureau, person)
        if not is_mail:
            values["person"] = _told(notice) or person.name
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


def _told(notice: Notice) -> str:
    """Name everybody who has the same notice: the one message outside is for all of them."""
    if not notice.key:
        return ""
    rows = Notice.objects.within(notice.bureau_id).filter(key=notice.key, withdrawn_at=None)
    return "、".join(rows.order_by("made_at", "id").values_list("person__name", flat=True))


class _RefusedError(PostError):
    """An answer that says no."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


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
