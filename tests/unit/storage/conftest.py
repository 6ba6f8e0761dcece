# SPDX-License-Identifier: Apache-2.0
"""Both stores: a folder, and a bucket of a real server that runs once a session."""

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from liuhen.storage.local import LocalStore
from liuhen.vault.store import Store
from support.fixtures import s3_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liuhen.storage.s3 import S3Store
    from support.seaweed import Seaweed

__all__ = ["s3_server"]

#: Short enough that a test may wait for its end.
LOCK = timedelta(seconds=10)
_prefixes = itertools.count()


@pytest.fixture
def bucket(s3_server: "Seaweed", tmp_path: Path) -> "Iterator[S3Store]":
    """A store of its own in the bucket."""
    from liuhen.storage.s3 import s3_store

    def lock_until(_bureau: str) -> datetime:
        return datetime.now(UTC) + LOCK

    store = s3_store(s3_server.url(f"vault-{next(_prefixes)}"), tmp_path / "staging", lock_until)
    yield store
    store._bucket.client.close()


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return LocalStore(tmp_path / "vault")
    found: Store = request.getfixturevalue("bucket")
    return found
