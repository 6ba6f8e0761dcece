# SPDX-License-Identifier: Apache-2.0
"""Sending a reminder by e-mail, through the server of the office (`LIUHEN_SMTP_URL`)."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import localtime, make_msgid
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from liuhen.apps.compliance.posting import PostError

SECONDS = 10.0
_PORTS = {"smtp": 25, "smtps": 465}


def can_mail() -> bool:
    """Whether a server for e-mail is named."""
    return bool(settings.LIUHEN_SMTP_URL and settings.LIUHEN_MAIL_FROM)


def mail(to: str, text: str) -> None:
    """Send `text`, whose first line is the subject.

    Raises:
        PostError: no server is named, it refuses, it does not answer, or `to` is no address.
    """
    if not can_mail():
        raise PostError(_("No server for e-mail is named (LIUHEN_SMTP_URL, LIUHEN_MAIL_FROM)."))
    if "@" not in to:
        said = _("The person has no e-mail address; enter one under “My account” or “People”.")
        raise PostError(said)
    subject, _line, body = text.partition("\n")
    message = EmailMessage()
    try:
        message["Subject"] = " ".join(subject.split())
        message["From"] = settings.LIUHEN_MAIL_FROM
        message["To"] = to
        message["Date"] = localtime()
        message["Message-ID"] = make_msgid(domain=_domain(str(message["From"])))
        message["Auto-Submitted"] = "auto-generated"  # nobody's absence answers it (RFC 3834)
        message.set_content(body)
        _send(message)
    except (OSError, smtplib.SMTPException, ValueError, UnicodeError) as error:
        said = _("The server for e-mail did not take it (%(why)s).")
        raise PostError(said % {"why": type(error).__name__}) from None


def _domain(sender: str) -> str:
    """What follows the @ of the sender, so that no name of the own network goes out."""
    return sender.rpartition("@")[2].strip("<> ") or "localhost"


def _send(message: EmailMessage) -> None:
    """By `smtps://`, or by `smtp://`, which speaks TLS unless `?tls=no` says that it cannot."""
    parts = urlsplit(settings.LIUHEN_SMTP_URL)
    host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    if parts.scheme not in _PORTS or not host:
        raise ValueError(parts.scheme)
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=SECONDS)
    with server:
        if parts.scheme == "smtp" and parse_qs(parts.query).get("tls") != ["no"]:
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
