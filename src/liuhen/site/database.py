# SPDX-License-Identifier: Apache-2.0
"""DATABASE_URL into Django's setting.

(nothing)                                   SQLite, LIUHEN_HOME/liuhen.sqlite3
sqlite:///relative.db  sqlite:////abs.db    SQLite
postgresql://user:password@host:5432/name   PostgreSQL
postgresql:///name?host=/run/postgresql     PostgreSQL over a Unix socket
"""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from liuhen.errors import UserError

_SQLITE_OPTIONS = {
    # FULL: a commit that was reported stands after a loss of power. IMMEDIATE: a transaction that
    # reads first and writes later cannot fail half way because another one wrote in between.
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA temp_store=MEMORY;"
        "PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-20000;"
    ),
}

#: Two processes of a server stay below PostgreSQL's usual hundred connections together; a request
#: that finds none free waits so many seconds for one.
_POOL = {"max_size": 40, "timeout": 10, "max_idle": 60}


def database_setting(url: str, home: Path, kept: int = 0) -> dict[str, Any]:
    """Return the setting of the one database.

    `kept` connections stay open between requests, for whoever asks next.

    Raises:
        UserError: the scheme is not known, or the address has no name of a database.
    """
    if not url:
        return _sqlite(str(home / "liuhen.sqlite3"), url, kept)
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path).removeprefix("/"), url, kept)
    if parts.scheme in ("postgres", "postgresql"):
        return _postgresql(parts.netloc, unquote(parts.path).strip("/"), parts.query, kept)
    raise UserError(
        f"DATABASE_URL: {parts.scheme!r} is not a known database; known are sqlite and postgresql"
    )


def _sqlite(path: str, url: str, kept: int) -> dict[str, Any]:
    if not path:
        raise UserError(f"DATABASE_URL: {url} names no file, for example sqlite:////srv/liuhen.db")
    return {
        "ENGINE": "liuhen.site.sqlite",
        "NAME": path,
        "OPTIONS": _SQLITE_OPTIONS,
        "KEPT_CONNECTIONS": kept,
        "TEST": {"NAME": f"{path}.test"},
    }


def _postgresql(netloc: str, name: str, query: str, kept: int) -> dict[str, Any]:
    login, _, place = netloc.rpartition("@")
    user, _, password = login.partition(":")
    host, _, port = place.partition(":") if not place.startswith("[") else _ipv6(place)
    options: dict[str, Any] = dict(parse_qsl(query))
    if kept:
        options["pool"] = {"min_size": kept, **_POOL}
    if not name:
        raise UserError("DATABASE_URL: the address of PostgreSQL names no database")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": options.pop("user", unquote(user)),
        "PASSWORD": options.pop("password", unquote(password)),
        "HOST": options.pop("host", unquote(host)),
        "PORT": options.pop("port", port),
        # the server has many threads and the database few connections: no thread keeps one, and
        # those that are kept, the pool keeps
        "CONN_MAX_AGE": 0,
        "OPTIONS": options,
    }


def _ipv6(place: str) -> tuple[str, str, str]:
    host, _, rest = place[1:].partition("]")
    return host, ":", rest.removeprefix(":")
