# SPDX-License-Identifier: Apache-2.0
"""An installation that keeps its files in S3: kept, verified, scrubbed and swept as in a folder."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from support.fixtures import clock, house

if TYPE_CHECKING:
    from support.house import House
    from support.seaweed import Seaweed

__all__ = ["clock", "house"]


@pytest.fixture
def in_s3(s3_server: "Seaweed", settings: Any) -> Any:
    from liuhen.apps.evidence import vault

    settings.LIUHEN_STORE_URL = s3_server.url("installation")
    settings.LIUHEN_STORE_LOCK_DAYS = 1
    yield s3_server
    vault.vault()._bucket.client.close()  # type: ignore[attr-defined]  # of the adapter
    vault._store.cache_clear()


def test_a_scan_is_kept_verified_scrubbed_and_swept_around(house: "House", in_s3: Any) -> None:
    from liuhen.apps.evidence.acts import keep_scan
    from liuhen.apps.evidence.keeping import object_is_safe, verify_object
    from liuhen.apps.evidence.models import StoredObject
    from liuhen.apps.evidence.scrub import scrub
    from liuhen.apps.evidence.sweep import sweep
    from liuhen.apps.evidence.vault import vault

    house.clock.time = datetime.now(UTC)
    scan = keep_scan(by=house.officer, file_name="a.pdf", chunks=[b"%PDF-", b"x" * 9_000_000])
    object_ = StoredObject.objects.within(house.bureau.pk).get(digest=scan.digest)
    assert object_.version
    assert abs(object_.locked_until - datetime.now(UTC) - timedelta(days=1)) < timedelta(minutes=5)

    verify_object(str(object_.pk))
    object_.refresh_from_db()
    assert object_is_safe(object_)

    lost = vault().put(str(house.bureau.pk), [b"no row"], most_bytes=10).digest
    house.clock.time = datetime.now(UTC) + timedelta(days=2)
    done = scrub()
    assert (done.objects, done.damaged) == (1, [])
    assert [one.digest for one in sweep().quarantined] == [lost]

    house.clock.time = datetime.now(UTC) + timedelta(days=40)
    (hidden,) = vault().quarantined()
    assert hidden.locked_until > datetime.now(UTC)
    bucket = vault()._bucket  # type: ignore[attr-defined]  # of the adapter
    key = bucket.key(str(house.bureau.pk), scan.digest)
    in_s3.admin.delete_object(Bucket=bucket.name, Key=key)
    assert [one.what for one in scrub().damaged] == ["missing"]
    assert [one.digest for one in sweep().brought_back] == [scan.digest]
    house.clock.later(days=1)
    assert scrub().whole_again == 1
