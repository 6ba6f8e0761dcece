# SPDX-License-Identifier: Apache-2.0
"""Sending a few bytes to an address outside, without becoming somebody's way into the house.

What this module promises:

- `https` alone, to addresses of the internet alone; a host of the own network, or plain `http`,
  only where whoever runs the installation names it (`LIUHEN_HOOK_HOSTS`);
- the name is resolved once, every answer is looked at, and the connection goes to what was looked
  at: a name that answers otherwise a moment later changes nothing;
- no redirect is followed, no proxy asked, and after some seconds the connection is cut; only the
  first few kilobytes of an answer are read;
- what is raised names host and reason, never path or query, where messengers have passwords.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from liuhen.apps.compliance.errors import BadHookError

SECONDS = 10.0
MOST_BODY = 16 * 1024
MOST_ANSWER = 4096
_LONGEST = 500
_PORTS = {"https": 443, "http": 80}


class PostError(Exception):
    """It did not arrive; the message may be shown to whoever manages hooks."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be sent to. `inside`: named by whoever runs the installation."""

    scheme: str
    host: str
    port: int
    path: str
    inside: bool

    @property
    def shown(self) -> str:
        """The address without what may be a password."""
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}/…"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, cut short."""

    status: int
    text: str


def target_of(url: str, inside: Iterable[str]) -> Target:
    """Return the address as it may be sent to. `inside`: hosts, or `host:port`, that may be near.

    Raises:
        BadHookError: no address, or none that may be sent to.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise BadHookError(_("This is no address."), "url") from None
    plain = url.strip().isascii() and len(url) <= _LONGEST and " " not in url.strip()
    if not plain or parts.scheme not in _PORTS or not host or parts.username or parts.fragment:
        raise BadHookError(
            _("Write an address that begins with https://, without a user name in it."), "url"
        )
    port = port or _PORTS[parts.scheme]
    near = {one.strip().lower() for one in inside}
    named = host in near or f"{host}:{port}" in near
    if parts.scheme == "http" and not named:
        raise BadHookError(
            _(
                "http:// is sent to hosts alone that whoever runs the system has named "
                "(LIUHEN_HOOK_HOSTS)."
            ),
            "url",
        )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path, named)


def post(target: Target, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send `body` and return the answer, whatever its status.

    Raises:
        PostError: no connection, an address of the own network, too slow, too much.
    """
    if len(body) > MOST_BODY:
        raise PostError(_("The message is too long."))
    place = _looked_up(target)
    try:
        return _sent(target, place, body, headers)
    except TimeoutError:
        raise PostError(_("%(host)s did not answer in time.") % {"host": target.host}) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        said = _("%(host)s cannot be reached (%(why)s).")
        raise PostError(said % {"host": target.host, "why": type(error).__name__}) from None


def _looked_up(target: Target) -> str:
    """The one address to connect to, once every answer was found to be allowed."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise PostError(_("There is no host %(host)s.") % {"host": target.host}) from None
    places = [str(one[4][0]) for one in found]
    if not places or not (target.inside or all(map(_is_outside, places))):
        said = _(
            "%(host)s is an address of the own network; whoever runs the system has to name it "
            "(LIUHEN_HOOK_HOSTS)."
        )
        raise PostError(said % {"host": target.host})
    return places[0]


def _is_outside(place: str) -> bool:
    """Whether it is an address of the internet, also one that is written inside another."""
    address = ipaddress.ip_address(place.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return inner.is_global and not inner.is_multicast
        if address in ipaddress.ip_network("64:ff9b::/96"):  # NAT64: it leads to any IPv4 address
            return False
    return address.is_global and not address.is_multicast


def _sent(target: Target, place: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    with ExitStack() as held:
        wire: socket.socket = socket.create_connection((place, target.port), timeout=SECONDS)
        held.enter_context(closing(wire))
        late, wires = threading.Event(), [wire]
        watch = threading.Timer(SECONDS, _cut, [wires, late])
        watch.daemon = True
        watch.start()
        held.callback(watch.cancel)
        try:
            if target.scheme == "https":
                wire = held.enter_context(closing(_in_tls(wire, target.host)))
                wires.append(wire)  # the plain one has lost its connection to it
                wire.do_handshake()
            answer = _exchanged(target, wire, body, headers)
        except (OSError, http.client.HTTPException, ValueError):
            if late.is_set():  # whatever it looks like, it was cut off
                raise TimeoutError from None
            raise
        if late.is_set():  # what was cut off may look like an answer
            raise TimeoutError
        return answer


def _in_tls(wire: socket.socket, host: str) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    return context.wrap_socket(wire, server_hostname=host, do_handshake_on_connect=False)


def _exchanged(
    target: Target, wire: socket.socket, body: bytes, headers: Mapping[str, str]
) -> Answer:
    connection = http.client.HTTPConnection(target.host, target.port, timeout=SECONDS)
    connection.sock = wire  # it goes to what was looked up, and nowhere else
    connection.request("POST", target.path, body=body, headers=dict(headers))
    answer = connection.getresponse()
    text = answer.read(MOST_ANSWER).decode("utf-8", "replace")
    connection.close()
    return Answer(answer.status, text)


def _cut(wires: list[socket.socket], late: threading.Event) -> None:
    """End a connection that goes on too long, however lively it is."""
    late.set()
    for wire in wires:
        with suppress(OSError):  # it has ended by itself, or was handed on
            socket.socket.shutdown(wire, socket.SHUT_RDWR)  # that of TLS would speak first
