# SPDX-License-Identifier: Apache-2.0
"""The database address, the secret key, headers, and whom demonstration data answer."""

import logging
import stat
import subprocess
import sys
import threading
import time
from http import HTTPStatus
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from liuhen.apps.people.models import Organisation
from liuhen.errors import UserError
from liuhen.site.database import database_setting
from liuhen.site.demonstration import ThisMachineAlone
from liuhen.site.endpoints import address_of_pages
from liuhen.site.secret import secret_key

HOME = Path("/srv/liu hen#1")


@pytest.mark.parametrize(
    ("said", "address"),
    [("", ""), ("https://liuhen.example:8443/", "https://liuhen.example:8443"),
     (" http://10.0.0.8 ", "http://10.0.0.8")],
)  # fmt: skip
def test_links_that_go_out_begin_with_the_address_of_the_pages(
    said: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIUHEN_ADDRESS", said)
    assert address_of_pages("LIUHEN_ADDRESS") == address


@pytest.mark.parametrize(
    "said", ["liuhen.example", "ftp://a", "https://", "https://a/b", "https://a?b", "https://a#b"]
)
def test_what_is_no_address_of_pages_is_refused(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIUHEN_ADDRESS", said)
    with pytest.raises(UserError, match="LIUHEN_ADDRESS"):
        address_of_pages("LIUHEN_ADDRESS")


def test_without_an_address_the_database_stands_in_liuhen_home() -> None:
    found = database_setting("", HOME)

    assert found["NAME"] == "/srv/liu hen#1/liuhen.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        assert pragma in found["OPTIONS"]["init_command"]


@pytest.mark.parametrize(
    ("url", "name"),
    [("sqlite:////abs/a b.db", "/abs/a b.db"), ("sqlite:///rel/a.db", "rel/a.db")],
)
def test_a_file_for_sqlite(url: str, name: str) -> None:
    assert database_setting(url, HOME)["NAME"] == name


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://li:p%40ss@db.example:5433/liuhen?sslmode=require",
            ("liuhen", "li", "p@ss", "db.example", "5433", {"sslmode": "require"}),
        ),
        (
            "postgres:///liuhen?host=%2Frun%2Fpostgresql&user=li",
            ("liuhen", "li", "", "/run/postgresql", "", {}),
        ),
        (
            "postgresql://postgres:@/postgres?host=/tmp/pg data",
            ("postgres", "postgres", "", "/tmp/pg data", "", {}),
        ),
        ("postgresql://u@[::1]:5432/x", ("x", "u", "", "::1", "5432", {})),
    ],
)
def test_an_address_of_postgresql(url: str, expected: tuple[object, ...]) -> None:
    found = database_setting(url, HOME)

    keys = ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    assert tuple(found[key] for key in keys) == expected


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql://host", "sqlite://", "sqlite:///"])
def test_another_address_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(UserError, match="DATABASE_URL"):
        database_setting(url, HOME)


def test_the_secret_key_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    key = secret_key(tmp_path)

    assert len(key) > 60
    assert secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_pages_take_scripts_and_styles_from_here_alone(db: None) -> None:
    answer = Client().get(settings.LOGIN_URL)

    policy = answer["Content-Security-Policy"]
    assert "script-src 'self';" in policy + ";"
    assert "style-src 'self';" in policy + ";"
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"


# ---------------------------------------------------------------- demonstration


def ask(**headers: str) -> int:
    handler = ThisMachineAlone(lambda _request: HttpResponse())
    request: HttpRequest = RequestFactory().get("/", **headers)
    return handler(request).status_code


def test_a_real_bureau_answers_everyone(db: None) -> None:
    assert ask(REMOTE_ADDR="10.0.0.7") == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "10.0.0.7"}, 403),
        ({"REMOTE_ADDR": "nonsense"}, 403),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.7"}, 403),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=10.0.0.7"}, 403),
    ],
)
def test_demonstration_data_answer_this_machine_alone(
    db: None, headers: dict[str, str], status: int
) -> None:
    Organisation.objects.create(kind="bureau", name="x", code="x", demonstration=True)

    assert ask(**headers) == status


# ---------------------------------------------------------------- the queue of writers


def test_writers_wait_for_each_other_in_turn(many_writers: None) -> None:
    """Each of four writers gets about as much done as the others, and none is refused."""
    counts = [0] * 4
    together = threading.Barrier(4, timeout=30)

    def write(writer: int) -> None:
        try:
            connection.ensure_connection()
            together.wait()  # one alone would get much done while others still connect
            until = time.monotonic() + 1.5
            while time.monotonic() < until:
                with transaction.atomic():
                    code = f"{writer}-{counts[writer]}"
                    Organisation.objects.create(kind="outside", name="x", code=code)
                counts[writer] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Organisation.objects.count() == sum(counts)
    assert min(counts) * 5 > max(counts), counts


def test_a_failed_transaction_gives_the_turn_back(many_writers: None) -> None:
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            Organisation.objects.create(kind="outside", name="x", code=str(1 // 0))
    other = threading.Thread(target=lambda: (list(Organisation.objects.all()), connection.close()))
    other.start()
    other.join(5)
    assert not other.is_alive()
    with transaction.atomic():
        Organisation.objects.create(kind="outside", name="x", code="x")


@pytest.mark.parametrize(("status", "trace"), [(403, False), (404, False), (500, True)])
def test_the_log_gives_a_trace_of_faults_alone(status: int, trace: bool) -> None:  # noqa: FBT001  # by its name
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Gone: /x", (), None)
    record.exc_info = (ValueError, ValueError(), None)
    record.status_code = status

    (handler,) = (one for one in logging.getLogger().handlers if one.filters)
    assert handler.filter(record)
    assert bool(record.exc_info) is trace


def test_a_form_with_files_that_is_too_large_is_refused_before_it_is_written(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from liuhen.site import uploads

    small = {"file": ContentFile(b"x" * 200, name="scan.pdf")}
    assert Client().post("/account/language/", small).status_code != HTTPStatus.BAD_REQUEST
    monkeypatch.setattr(uploads, "MOST_BYTES", 100)

    assert Client().post("/account/language/", small).status_code == HTTPStatus.BAD_REQUEST


def test_the_data_folder_is_its_owners_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    script = "import liuhen.site.settings"
    environment = {"LIUHEN_HOME": str(home)}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)

    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_a_new_database_is_read_by_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    command = [sys.executable, "-m", "liuhen.cli.main", "case", "list"]
    environment = {"LIUHEN_HOME": str(home), "LANG": "zh_CN.UTF-8"}
    subprocess.run(command, env=environment, check=True, capture_output=True)

    assert (home / "liuhen.sqlite3").exists()
    assert {stat.S_IMODE(one.stat().st_mode) for one in home.glob("liuhen.sqlite3*")} == {0o600}
