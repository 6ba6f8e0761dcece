# SPDX-License-Identifier: Apache-2.0
"""One connection to the server: kept open, opened anew after any trouble.

- What passes by itself becomes `Trouble`; what does not becomes an answer with its status.
- A token goes over a plain connection only on this machine, or when the caller insists.
- No proxy of the environment is asked, no redirection is followed: a token goes to one server.
"""

import http.client
import ipaddress
import json
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from liuhen.dock.errors import DockError, Trouble

_PATIENCE_SECONDS = 60
_LONGEST_ANSWER = 4 * 1024 * 1024
_BUSY = frozenset({408, 423, 425, 429, 500, 502, 503, 504})
_SEND_BUFFER = 1024 * 1024
#: OpenSSL's codes: the certificate names other hosts or addresses; it is not valid (yet, any more).
_OTHER_NAME, _OTHER_TIME = (62, 64), (9, 10)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """Return the body as a JSON object.

        Raises:
            Trouble: it is none, as when a front server answers for ours.
        """
        try:
            value = json.loads(self.body)
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise Trouble(f"the server's answer ({self.status}) cannot be read")
        return value

    @property
    def sentence(self) -> str:
        """What the server says about a refusal, in its own words where it has some."""
        try:
            value = json.loads(self.body)
            said = value.get("detail") or value.get("title")
        except (ValueError, AttributeError):
            said = None
        return " ".join(str(said or http.client.responses.get(self.status, "refused")).split())


class Wire:
    """A connection to one server with one token."""

    def __init__(
        self, server: str, token: str, *, ca: str | None = None, insecure: bool = False
    ) -> None:
        """Read the address. Nothing is sent yet.

        Raises:
            DockError: no usable address, or a token would go over the network in the open.
        """
        parts = urlsplit(server)
        try:
            port = parts.port
        except ValueError:
            port = 0
        if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
            raise DockError(f"--server: {server!r} is no address such as https://liuhen.local:8443")
        if parts.scheme == "http" and not insecure and not _is_this_machine(parts.hostname):
            raise DockError(
                f"--server: {server} would carry the token and the footage in the open; use https, "
                "or say --insecure on a network that nobody else can reach"
            )
        self.base = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}/"
        self.server = self.base.rstrip("/")
        self._host, self._port = parts.hostname, port
        self._ca = ca
        self._tls = _tls(ca) if parts.scheme == "https" else None
        self._token = token
        self._connection: http.client.HTTPConnection | None = None

    def address(self, path: str) -> str:
        """Return a path below the server's address as it is asked for."""
        return urlsplit(urljoin(self.base, path)).path

    def ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        *,
        body: bytes | Iterable[memoryview] = b"",
        length: int | None = None,
    ) -> Answer:
        """Send one request and return its answer.

        `body` may be pieces of `length` bytes altogether; each is sent before the next is asked
        for.

        Raises:
            Trouble: no connection, no answer in time, or the server is busy.
        """
        said = {"Authorization": f"Bearer {self._token}", **(headers or {})}
        if isinstance(body, bytes):
            length = len(body)
            pieces: Iterable[bytes | memoryview] = [body] if body else []
        else:
            pieces = body
        if length or method in ("POST", "PATCH"):
            said["Content-Length"] = str(length)
        answer = self._asked(method, path, said, pieces)
        if answer.status in _BUSY:
            raise Trouble(
                f"the server says {answer.status}: {answer.sentence}", _wait_of(answer.headers)
            )
        return answer

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _asked(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        pieces: Iterable[bytes | memoryview],
    ) -> Answer:
        whole = False
        try:
            connection = self._open()
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders()
            cut = self._send(connection, pieces)
            answer = self._answer(connection)
            whole = cut is None
        except ssl.SSLCertVerificationError as error:
            raise DockError(_why_not_trusted(self.server, self._ca, error)) from None
        except ssl.SSLError as error:
            raise Trouble(f"the secured connection failed: {error.reason or error}") from None
        except http.client.RemoteDisconnected:
            raise Trouble("the server broke off") from None
        except http.client.BadStatusLine:
            raise Trouble("what answers there speaks no HTTP; is its address https?") from None
        except http.client.HTTPException as error:
            raise Trouble(f"the server broke off: {type(error).__name__}") from None
        except OSError as error:
            raise Trouble(f"no connection to the server: {error.strerror or error}") from None
        finally:
            if not whole:
                self.close()
        return answer

    def _send(
        self, connection: http.client.HTTPConnection, pieces: Iterable[bytes | memoryview]
    ) -> OSError | None:
        """Send the body; a server that refuses early breaks off and may still have answered."""
        for piece in pieces:
            try:
                connection.send(piece)
            except TimeoutError:
                raise
            except OSError as error:
                return error
        return None

    def _answer(self, connection: http.client.HTTPConnection) -> Answer:
        response = connection.getresponse()
        body = response.read(_LONGEST_ANSWER)
        if response.will_close or not response.isclosed():
            self.close()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, body)

    def _open(self) -> http.client.HTTPConnection:
        if self._connection is None:
            if self._tls is None:
                made = http.client.HTTPConnection(
                    self._host, self._port, timeout=_PATIENCE_SECONDS, blocksize=_SEND_BUFFER
                )
            else:
                made = http.client.HTTPSConnection(
                    self._host,
                    self._port,
                    timeout=_PATIENCE_SECONDS,
                    context=self._tls,
                    blocksize=_SEND_BUFFER,
                )
            made.connect()
            self._connection = made
        return self._connection


def _tls(ca: str | None) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=ca)
    except (OSError, ssl.SSLError) as error:
        raise DockError(f"--ca: {ca} holds no certificate: {error.strerror or error}") from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _why_not_trusted(server: str, ca: str | None, error: ssl.SSLCertVerificationError) -> str:
    """Say what is wrong with a certificate, and what helps against just that."""
    why = error.verify_message
    if error.verify_code in _OTHER_NAME:
        return (
            f"{server}: its certificate is for other names ({why}); give --server one of the "
            "server's names, or add this one to LIUHEN_HOSTS there"
        )
    if error.verify_code in _OTHER_TIME:
        return f"{server}: {why}; look at the clocks of this station and of the server"
    if ca:
        return (
            f"{server}: its certificate was not signed by the authority in {ca} ({why}); "
            "take ca.crt from this very server"
        )
    return (
        f"{server}: its certificate is not known here ({why}); "
        "give the local authority's certificate with --ca"
    )


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _wait_of(headers: Mapping[str, str]) -> float:
    """Return how long the server asks us to wait, in seconds."""
    said = headers.get("retry-after", "")
    if said.isdigit():
        return float(min(int(said), 3600))
    try:
        asked = parsedate_to_datetime(said)
        now = parsedate_to_datetime(headers.get("date", ""))
    except (TypeError, ValueError):
        return 0
    return max(0.0, min((asked - now).total_seconds(), 3600))
