# SPDX-License-Identifier: Apache-2.0
"""A person who speaks tus, header by header, with the test client of the framework."""

import base64
import hashlib
import json
from io import BytesIO
from typing import Any
from uuid import UUID

from django.test import Client

from liuhen.apps.evidence.models import Original, Upload
from liuhen.apps.evidence.vault import vault
from liuhen.apps.people.models import ApiToken
from liuhen.apps.people.tokens import create_token
from liuhen.vault.canonical import digest_of
from support.house import SYSTEM, House

ADDRESS = "/api/v1/uploads/"
BODY = "application/offset+octet-stream"
FILM = bytes(range(256)) * 4096  # 1 MiB
DIGEST = hashlib.sha256(FILM).hexdigest()


def b64(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def metadata(**said: str) -> str:
    return ",".join(f"{key} {b64(value)}" for key, value in said.items())


def checksum(data: bytes, algorithm: str = "sha256") -> str:
    return f"{algorithm} {b64(hashlib.new(algorithm, data).digest())}"


class Speaker:
    """Answers are kept in `answer`; `say` sends exactly the headers it is given."""

    def __init__(self, house: House, name: str = "officer", scope: str = "upload") -> None:
        secret = create_token(by=SYSTEM, person=house.people[name], scopes=["upload"])
        ApiToken.objects.filter(digest=digest_of(secret.encode())).update(scopes=[scope])
        self.secret = secret
        self.token = {"Authorization": f"Bearer {secret}"}
        self.client = Client(raise_request_exception=False)
        self.answer: Any = None

    def say(self, method: str, path: str, data: bytes = b"", **headers: str) -> int:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        kind = named.pop("Content-Type", "")
        extra: dict[str, Any] = {"wsgi.input": BytesIO(data)}  # ends early where it is told to
        if (length := named.pop("Content-Length", None)) is not None:
            extra["CONTENT_LENGTH"] = length
        extra["CONTENT_TYPE"] = kind
        extra.setdefault("CONTENT_LENGTH", str(len(data)))
        self.answer = self.client.generic(method, path, headers=named, **extra)
        return int(self.answer.status_code)

    def speak(self, method: str, path: str, data: bytes = b"", **headers: str) -> int:
        """Send with what every request of tus has."""
        return self.say(method, path, data, **{**self.token, "Tus-Resumable": "1.0.0", **headers})

    def begin(self, length: int, **said: str) -> str:
        """Begin an upload and return its address."""
        said.setdefault("filename", "a.mp4")
        status = self.speak(
            "POST", ADDRESS, **{"Upload-Length": str(length), "Upload-Metadata": metadata(**said)}
        )
        assert status == 201, self.answer.content
        return str(self.answer.headers["Location"])

    def send(self, path: str, data: bytes, offset: int = 0, **headers: str) -> int:
        return self.speak(
            "PATCH",
            path,
            data,
            **{"Content-Type": BODY, "Upload-Offset": str(offset), **headers},
        )

    def offset(self, path: str) -> int:
        assert self.speak("HEAD", path) == 200, self.answer.status_code
        return int(self.answer.headers["Upload-Offset"])

    def bring(self, data: bytes, **said: str) -> str:
        """Bring a whole file; return the id of its original."""
        path = self.begin(len(data), **said)
        assert self.send(path, data) == 204, self.answer.content
        return str(self.answer.headers["Liuhen-Original"])


def row(path: str) -> Upload:
    """The row of an upload's address."""
    return Upload.everywhere.get(pk=UUID(path.rsplit("/", 1)[-1]))


def the_original() -> Original:
    return Original._base_manager.get()


def kept_bytes(original: Original) -> bytes:
    with vault().open(str(original.bureau_id), original.object.digest) as file:
        return file.read()


def sentence(speaker: Speaker) -> str:
    """The one sentence of a refusal."""
    body = json.loads(speaker.answer.content)
    assert speaker.answer.headers["Content-Type"] == "application/problem+json"
    assert body["status"] == speaker.answer.status_code
    assert "\n" not in body["detail"]
    return str(body["detail"])
