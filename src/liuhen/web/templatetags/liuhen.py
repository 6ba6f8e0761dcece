# SPDX-License-Identifier: Apache-2.0
"""What templates say: icons, status badges, times, articles, words of the contract.

{% icon "clock" %}                      a picture from the sprite, silent for screen readers
{% status finding.status %}             a badge: colour, sign and word
{{ duty.due|moment }}                   3月3日 10:42
{{ duty.due|left:now }}                 还有 1 小时 58 分
{{ "27(5)"|article }}                   第二十七条第五项
{{ activity.kind|word:"event" }}        现场检查
{{ file.size_bytes|bytes }}             7.8 MiB
{{ token|missing }}                     缺《程序启动审批表》
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.contrib.messages import constants
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from liuhen.apps.archives.checking.found import said_to_reader
from liuhen.apps.cases import named
from liuhen.apps.compliance.awaited import AWAITED
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.web import articles, listing, moments
from liuhen.web.navigation import line_for
from liuhen.web.places import place_of
from liuhen.web.sizes import size_said
from liuhen.web.words import label

register = template.Library()

#: The sign of each status: never colour alone.
SIGNS = {
    "met": "check",
    "late": "clock-exclamation",
    "pending": "clock",
    "overdue": "alert-triangle",
    "breached": "circle-x",
    "excused": "shield-check",
    "advised": "info-circle",
    AWAITED: "clock",
}
_MESSAGE_LOOKS = {
    constants.SUCCESS: ("success", "circle-check"),
    constants.WARNING: ("warning", "alert-triangle"),
    constants.ERROR: ("danger", "circle-x"),
}


@register.filter("bytes")
def size(count: int | None) -> str:
    """Say a number of bytes; nothing of one that is not known."""
    return "" if count is None else size_said(count)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of the sprite (frontend/icons.txt); the words beside it carry the meaning."""
    return _drawn(name)


@lru_cache(maxsize=256)
def _drawn(name: str) -> SafeString:
    """The same in every answer: a page has a hundred."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("build/icons.svg"),
        name,
    )


@register.simple_tag
def status(word: str) -> SafeString:
    """Show what became of a duty, by colour, sign and word.

    Beside the engine's words there is one of pages: its footage may still come in.
    """
    said = gettext("Not in the system yet") if word == AWAITED else label("status", word)
    return format_html(
        '<span class="badge status-badge status-of-{}">{}<span>{}</span></span>',
        word,
        icon(SIGNS.get(word, "info-circle")),
        said,
    )


@register.filter
def word(value: str, table: str) -> str:
    """Show a word of the contract in the reader's language."""
    return label(table, value)


@register.filter
def article(reference: str) -> str:
    """Name one article."""
    return articles.article_name(reference)


@register.filter(name="articles")
def article_list(references: list[str]) -> str:
    """Name several articles."""
    return listing.listed(articles.article_name(one) for one in references)


@register.simple_tag
def check_said(finding: dict[str, Any]) -> SafeString:
    """Say what a check found, in the reader's language."""
    return format_html("<strong>{}</strong> {}", *said_to_reader(finding))


@register.simple_tag
def between() -> str:
    """Return what stands between the members of a list."""
    return named.between()


@register.filter
def parted(sentences: Iterable[object]) -> str:
    """Put whole sentences into one line, as the reader's language does."""
    return listing.parted(str(one) for one in sentences)


@register.filter
def listed(words: Iterable[object]) -> str:
    """Name several things, parted as the reader's language parts them."""
    return listing.listed(str(one) for one in words)


@register.filter
def article_key(reference: str) -> str:
    """Return the article to which an item belongs, as addresses name it: 27(5) is of 27."""
    return articles.article_key(reference)


@register.filter
def moment(at: datetime | None) -> str:
    """Write an instant; nothing where there is none."""
    return "" if at is None else moments.moment_said(at)


@register.filter
def clock(at: datetime) -> str:
    """Write the time of day of an instant."""
    return moments.clock_said(at)


@register.filter
def exact(at: datetime | None) -> str:
    """Write an instant with its seconds."""
    return "" if at is None else moments.moment_said(at, seconds=True)


@register.filter
def day(value: date | None) -> str:
    """Write a day."""
    return "" if value is None else named.day_said(value, timezone.localtime().year)


@register.filter
def localday(at: datetime | None) -> str:
    """Write the day of an instant."""
    return "" if at is None else day(timezone.localtime(at).date())


@register.filter
def left(due: datetime | None, now: datetime) -> str:
    """Write how long there is until `due`, as of `now`."""
    return "" if due is None else moments.left_said(due, now)


@register.simple_tag
def span(start: datetime, end: datetime | None) -> str:
    """Write from when to when."""
    return moments.span_said(start, end)


@register.filter
def machine(at: datetime) -> str:
    """Write an instant for the `datetime` attribute of <time>."""
    return timezone.localtime(at).isoformat(timespec="seconds")


@register.inclusion_tag("_navigation.html", takes_context=True)
def navigation(context: template.Context) -> dict[str, Any]:
    """Show the entries of the viewer, and who is signed in."""
    request: HttpRequest = context["request"]
    viewer = _viewer(request)
    match = request.resolver_match
    return {
        "request": request,
        "viewer": viewer,
        "place": place_of(viewer) if viewer else "",
        "line": line_for(viewer) if viewer else [],
        "searches": viewer is not None
        and (viewer.may(Permission.CASE_VIEW) or viewer.may(Permission.DEVICE_VIEW)),
        "current": match.namespace.partition(":")[0] if match else "",
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def may(context: template.Context, permission: str) -> bool:
    """Whether the viewer has the permission anywhere: for showing a button, never for allowing."""
    viewer = _viewer(context["request"])
    return viewer is not None and viewer.may(permission)


@register.filter
def message_look(level: int) -> str:
    """Return the colour of a message."""
    return _MESSAGE_LOOKS.get(level, ("info", ""))[0]


@register.filter
def message_sign(level: int) -> str:
    """Return the icon of a message."""
    return _MESSAGE_LOOKS.get(level, ("", "info-circle"))[1]


def _viewer(request: HttpRequest) -> Viewer | None:
    return viewer_of(request) if isinstance(request.user, Person) else None
