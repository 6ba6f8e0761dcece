# SPDX-License-Identifier: Apache-2.0
"""Another program that uses the API with a token."""

import json
from typing import Any

from django.test import Client

from liuhen.apps.people.models import ApiToken
from liuhen.apps.people.tokens import create_token
from liuhen.vault.canonical import digest_of
from support.house import SYSTEM, House


class Caller:
    """Calls operations as one of the people of a house; answers are JSON, errors are problems."""

    def __init__(self, house: House, name: str, *scopes: str) -> None:
        secret = create_token(by=SYSTEM, person=house.people[name], scopes=["read"])
        # whoever has lost a role may still hold a token with its scope
        token = ApiToken.objects.filter(digest=digest_of(secret.encode()))
        token.update(scopes=list(scopes or ("read",)))
        self.headers = {"Authorization": f"Bearer {secret}"}
        self.client = Client(raise_request_exception=False)
        self.status = 0

    def get(self, address: str, **query: Any) -> Any:
        answer = self.client.get(f"/api/v1{address}", query, headers=self.headers)
        return self._read(answer)

    def post(self, address: str, body: Any, kind: str = "application/json") -> Any:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = self.client.post(f"/api/v1{address}", raw, kind, headers=self.headers)
        return self._read(answer)

    def _read(self, answer: Any) -> Any:
        self.status = answer.status_code
        kind = answer.headers["Content-Type"].partition(";")[0]
        wanted = "application/problem+json" if self.status >= 400 else "application/json"
        assert kind == wanted, f"{self.status} {kind}: {answer.content[:300]!r}"
        body = json.loads(answer.content)
        if self.status >= 400:
            assert body["status"] == self.status
            assert body["type"].startswith("urn:liuhen:problem:")
            assert body["detail"]
        return body
