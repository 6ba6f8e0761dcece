# SPDX-License-Identifier: Apache-2.0
"""Somebody who looks at the pages of a server, signed in, on one connection that stays open."""

import http.client
import re
import urllib.parse

_PATIENCE_SECONDS = 120


class Visitor:
    """One visitor of a server; `headers` go with all that is asked."""

    def __init__(self, address: str, headers: dict[str, str] | None = None) -> None:
        self._host = urllib.parse.urlsplit(address).netloc
        self._connection = http.client.HTTPConnection(self._host, timeout=_PATIENCE_SECONDS)
        self._headers, self._cookies = headers or {}, dict[str, str]()

    def sign_in(self, address: str, username: str, password: str) -> None:
        """Fill in the form of sign-in, as a browser does."""
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(address))
        if token is None:
            raise SystemExit(f"{self._host}{address} has no form")
        values = {"csrfmiddlewaretoken": token[1].decode()}
        self.post(address, {**values, "username": username, "password": password})
        if "sessionid" not in self._cookies:
            raise SystemExit(f"{username} could not sign in to {self._host}")

    def get(self, address: str) -> bytes:
        """Return what is there; SystemExit where the server refuses."""
        return self._ask("GET", address)

    def post(self, address: str, values: dict[str, str]) -> bytes:
        """Send a form and return the answer."""
        return self._ask("POST", address, urllib.parse.urlencode(values))

    def _ask(self, method: str, address: str, body: str = "") -> bytes:
        headers = {
            **self._headers,
            "Cookie": "; ".join(f"{name}={one}" for name, one in self._cookies.items()),
        }
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._connection.request(method, address, body or None, headers)
            answer = self._connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):  # it was idle for too long
            self._connection.close()
            self._connection.request(method, address, body or None, headers)
            answer = self._connection.getresponse()
        read = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self._cookies[key] = rest.partition(";")[0]
        if answer.status not in (200, 302):
            raise SystemExit(f"{method} {self._host}{address}: {answer.status}")
        return read
