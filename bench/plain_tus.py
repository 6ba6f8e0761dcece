# SPDX-License-Identifier: Apache-2.0
"""A plain receiver of tus 1.0.0, to stand beside ours: no digest, no lock, no rows, no sign-in.

It writes what comes and calls fsync before its answer. PLAIN_TUS names the folder.
"""

import os
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

_FOLDER = Path(os.environ.get("PLAIN_TUS", "/tmp"))  # noqa: S108  # the measure names another
_PIECE = 1024 * 1024


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answer POST, HEAD and PATCH."""
    name = environ["PATH_INFO"].rsplit("/", 1)[-1]
    answer = {"POST": _post, "HEAD": _head, "PATCH": _patch}[environ["REQUEST_METHOD"]]
    status, headers = answer(environ, name)
    start(status, [("Tus-Resumable", "1.0.0"), *headers])
    return [b""]


def _post(environ: dict[str, Any], _name: str) -> tuple[str, list[tuple[str, str]]]:
    name = secrets.token_hex(16)
    (_FOLDER / name).touch()
    return "201 Created", [("Location", f"{environ['PATH_INFO'].rstrip('/')}/{name}")]


def _head(_environ: dict[str, Any], name: str) -> tuple[str, list[tuple[str, str]]]:
    return "200 OK", [("Upload-Offset", str((_FOLDER / name).stat().st_size))]


def _patch(environ: dict[str, Any], name: str) -> tuple[str, list[tuple[str, str]]]:
    left, source = int(environ["CONTENT_LENGTH"]), environ["wsgi.input"]
    with (_FOLDER / name).open("ab", buffering=0) as target:
        while left and (piece := source.read(min(_PIECE, left))):
            target.write(piece)
            left -= len(piece)
        os.fsync(target.fileno())
        size = target.tell()
    return "204 No Content", [("Upload-Offset", str(size))]
