# SPDX-License-Identifier: Apache-2.0
"""Liuhen beside Mayan EDMS: list, search and open, by turns, over HTTP. It is run by hand.

Three steps. `tell` reads the newest decisions of a Liuhen database into a file of JSON lines;
`fill` brings them into an empty Mayan EDMS and into its search index; `measure` asks the two, which
run already, and prints its tables. Nothing of the peer is installed, started or ended here;
docs/performance.md says how that was done for its figures.

- The peer is filled by its own models, not by its consumer: a document has a label (number and
  title of a case) and a description (the text of the decision), and no file.
- Its index is filled by its own backend, in one writing. Its own command cannot: Whoosh's
  `update_document` deletes what agrees in *any* unique field, the key of the type of document is
  among these (4.12.2), and so one document of each type is left.
- Both sides are asked for what a person would see next: a page of the list, the first page of a
  search, one record. Passwords are checked once, before anything is measured.
- What must be found is known from the file of decisions; the tables say what was.
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple
from uuid import UUID

from visiting import Visitor

Row = dict[str, Any]

_PASSWORD = "only-for-the-bench"  # noqa: S105  # of people who are made up, on both sides
_A_PAGE = 25
_LAST_PAGE = 40  # of a list; few people turn further
_MOST_FOUND = 1000  # the peer shows no more of one search, unless it is told otherwise
_TO_FOLLOW = 50  # where so few must be found, every page of the answer is looked through
_MODEL = "documents.documentsearchresult"
_OURS = "Liuhen, page"

_TELL = """
import json, sys
import django
django.setup()
from liuhen.apps.cases.models import Document
rows = Document._base_manager.filter(type="decision", superseded_at=None, case__isnull=False)
rows = rows.select_related("case").order_by("-case__opened_at")[:int(sys.argv[1])]
for row in rows.iterator():
    text = "\\n".join(one for one in row.fields.values() if isinstance(one, str))
    print(json.dumps({"case": str(row.case_id), "item": str(row.item), "number": row.case.number,
                      "title": row.case.title, "party": row.case.party_name, "text": text}))
"""

_FILL = """
import json, sys, time
import django
django.setup()
from django.contrib.auth import get_user_model
from mayan.apps.documents.models import Document, DocumentType
from mayan.apps.dynamic_search.search_backends import SearchBackend
from mayan.apps.dynamic_search.search_models import SearchModel

username, password, name = sys.argv[1:]
admin = get_user_model().objects.get(username=username)
admin.set_password(password)
admin.save()
told = [json.loads(line) for line in sys.stdin]
kind, begun = DocumentType.objects.first(), time.monotonic()
for at in range(0, len(told), 1000):
    Document.objects.bulk_create(
        Document(document_type=kind, label=f"{one['number']} {one['title']}"[:255],
                 description=one["text"], language="zho", is_stub=False)
        for one in told[at:at + 1000])
print(f"{len(told)} documents: {time.monotonic() - begun:.0f} s", flush=True)
backend, model, begun = SearchBackend.get_instance(), SearchModel.get(name=name), time.monotonic()
backend.reset(search_model=model)
writer = backend._get_writer(search_model=model)
for document in model.get_queryset().order_by("pk").iterator(chunk_size=2000):
    writer.add_document(**model.populate(search_backend=backend, instance=document))
writer.commit()
print(f"their index: {time.monotonic() - begun:.0f} s")
"""


class Term(NamedTuple):
    """Words to look for: of what sort they are, and the addresses of Liuhen that they must find."""

    sort: str
    words: str
    must: frozenset[str]


class Liuhen:
    """Pages of Liuhen."""

    def __init__(self, address: str, username: str) -> None:
        self.side = Visitor(address)
        self.side.sign_in("/account/sign-in/", username, _PASSWORD)

    def search(self, term: Term) -> str:
        """Return the address of a search: a number among everything, words among documents."""
        kind = {} if term.sort == "number" else {"kind": "document"}
        return "/search/?" + urllib.parse.urlencode({"q": term.words, "list": "1", **kind})

    def finds(self, term: Term) -> bool:
        """Say whether all that must be found is; of more than fifty, the first page is believed."""
        address, seen = self.search(term), set[str]()
        for _ in range(_MOST_FOUND // _A_PAGE):
            page = self.side.get(address).decode()
            seen |= set(re.findall(r"/cases/[0-9a-f-]{36}/(?:document/[0-9a-f-]{36}/)?", page))
            following = re.search(r'href="([^"]*\bbefore=[^"]*)"', page)
            if len(term.must) > _TO_FOLLOW or term.must <= seen or following is None:
                break
            address = urllib.parse.urljoin("/search/", following[1].replace("&amp;", "&"))
        if not term.must or len(term.must) > _TO_FOLLOW:
            return bool(seen) == bool(term.must)
        return term.must <= seen


class Mayan:
    """The peer's programming interface, with a token, and its pages, with a session."""

    def __init__(self, name: str, address: str, username: str) -> None:
        self.name = name
        values = {"username": username, "password": _PASSWORD}
        accepts = {"Accept": "application/json"}  # else it answers with pages to try it on
        said = Visitor(address, accepts).post("/api/v4/auth/token/obtain/", values)
        token = json.loads(said)["token"]
        self.interface = Visitor(address, {**accepts, "Authorization": f"Token {token}"})
        # its pages are asked for by its own script, which puts them into the frame around them
        self.pages = Visitor(address, {"X-Requested-With": "XMLHttpRequest"})
        self.pages.sign_in("/authentication/login/", username, _PASSWORD)

    def search(self, term: Term) -> tuple[str, str]:
        """Return the address of a search among documents: of the interface, and of the page."""
        asked = urllib.parse.urlencode({"q": term.words})
        return (
            f"/api/v4/search/{_MODEL}/?{asked}&page_size={_A_PAGE}",
            f"/search/results/{_MODEL}/?{asked}",
        )

    def finds(self, term: Term) -> bool:
        """Say whether as much is found as must be, or as much as the peer shows of one search."""
        answer: Row = json.loads(self.interface.get(self.search(term)[0]))
        if not term.must:
            return not answer["count"]
        return int(answer["count"]) >= min(len(term.must), _MOST_FOUND)

    def some_keys(self, dice: random.Random, count: int) -> list[int]:
        """Draw documents out of the whole list."""
        first = json.loads(self.interface.get(f"/api/v4/documents/?page_size={_A_PAGE}"))
        keys: list[int] = []
        while len(keys) < count:
            page = dice.randint(1, first["count"] // _A_PAGE)
            said = self.interface.get(f"/api/v4/documents/?page_size={_A_PAGE}&page={page}")
            keys += dice.sample([one["id"] for one in json.loads(said)["results"]], 5)
        return keys[:count]


#: What is asked for side by side: what it is, of whom, and where.
Turn = list[tuple[str, str, Visitor, str]]


@dataclass
class Taken:
    """Milliseconds, by what was asked for and of whom."""

    times: dict[tuple[str, str], list[float]] = field(default_factory=dict)

    def ask(self, what: str, whom: str, side: Visitor, address: str) -> None:
        """Ask once, by the clock."""
        begun = time.perf_counter()
        side.get(address)
        self.times.setdefault((what, whom), []).append(1000 * (time.perf_counter() - begun))

    def lines(self) -> Iterator[str]:
        """Give the table; the ratio is that of the medians, to the first that was asked."""
        yield "| | | asked | median | 95 of 100 | times Liuhen |"
        yield "| --- | --- | ---: | ---: | ---: | ---: |"
        for (what, whom), times in sorted(self.times.items()):
            ours = median(self.times[what, _OURS])
            late = quantiles(times, n=20, method="inclusive")[-1]
            yield (
                f"| {what} | {whom} | {len(times)} | {median(times):.0f} ms | {late:.0f} ms "
                f"| {median(times) / ours:.1f} |"
            )


def measure(options: argparse.Namespace) -> None:
    """Ask all by turns, after some that warm them up, and print the tables."""
    told = list(_told(options.decisions, options.count))
    dice = random.Random("beside")
    terms = list(_terms(told, dice))
    liuhen = Liuhen(options.liuhen, options.liuhen_user)
    peers = [
        Mayan(name, address, options.mayan_user)
        for name, _, address in (one.partition("=") for one in options.mayan)
    ]
    turns = [
        turn
        for _ in range(options.rounds)
        for turn in (
            *_lists(liuhen, peers, dice, len(terms)),
            *_records(liuhen, peers, dice, told, len(terms)),
            *(_searched(liuhen, peers, term) for term in terms),
        )
    ]
    dice.shuffle(turns)
    warm, taken = Taken(), Taken()
    for number, turn in enumerate([*turns[: options.warm], *turns]):
        dice.shuffle(turn)
        for asked in turn:
            (warm if number < options.warm else taken).ask(*asked)
    print("\n".join(taken.lines()))
    print()
    print("\n".join(_found(liuhen, peers, terms)))


def _lists(liuhen: Liuhen, peers: list[Mayan], dice: random.Random, count: int) -> Iterator[Turn]:
    for _ in range(count):
        page = dice.randint(1, _LAST_PAGE)
        asked = f"/api/v4/documents/?page_size={_A_PAGE}&page={page}"
        yield [  # of the first of the peers: how they search is of no matter here
            ("list", _OURS, liuhen.side, f"/cases/?page={page}"),
            ("list", "Mayan, JSON", peers[0].interface, asked),
            ("list", "Mayan, page", peers[0].pages, f"/documents/documents/?page={page}"),
        ]


def _records(
    liuhen: Liuhen, peers: list[Mayan], dice: random.Random, told: list[Row], count: int
) -> Iterator[Turn]:
    for one, key in zip(dice.choices(told, k=count), peers[0].some_keys(dice, count), strict=True):
        yield [
            ("open", _OURS, liuhen.side, _address(one)),
            ("open", "Liuhen, page of the case", liuhen.side, f"/cases/{UUID(one['case'])}/"),
            ("open", "Mayan, JSON", peers[0].interface, f"/api/v4/documents/{key}/"),
            ("open", "Mayan, page", peers[0].pages, f"/documents/documents/{key}/properties/"),
        ]


def _searched(liuhen: Liuhen, peers: list[Mayan], term: Term) -> Turn:
    turn: Turn = [("search", _OURS, liuhen.side, liuhen.search(term))]
    for peer in peers:
        interface, page = peer.search(term)
        turn.append(("search", f"Mayan, {peer.name}, JSON", peer.interface, interface))
        turn.append(("search", f"Mayan, {peer.name}, page", peer.pages, page))
    return turn


def _found(liuhen: Liuhen, peers: list[Mayan], terms: list[Term]) -> Iterator[str]:
    """How many terms of each sort were answered rightly, and which were not."""
    finders: dict[str, Liuhen | Mayan] = {"Liuhen": liuhen, **{one.name: one for one in peers}}
    yield f"| answered rightly | terms | {' | '.join(finders)} |"
    yield f"| --- | ---: |{' ---: |' * len(finders)}"
    right = {(name, term): one.finds(term) for name, one in finders.items() for term in terms}
    for sort in dict.fromkeys(term.sort for term in terms):
        these = [term for term in terms if term.sort == sort]
        counts = [str(sum(right[name, term] for term in these)) for name in finders]
        yield f"| {sort} | {len(these)} | {' | '.join(counts)} |"
    for name in finders:
        missed = [f"{term.words} ({len(term.must):,})" for term in terms if not right[name, term]]
        yield f"\nNot by {name}: {'; '.join(missed) or 'none'}"


def _terms(told: list[Row], dice: random.Random) -> Iterator[Term]:
    """Thirty terms: out of the middle of texts, names, numbers, words of all and of none."""
    lines = [line for one in told for line in one["text"].splitlines() if len(line) > 30]
    for length in (2, 4, 8):
        for _ in range(5):
            line = dice.choice(lines)
            at = dice.randrange(1, len(line) - length)
            yield _term(told, f"{length} characters", line[at : at + length])
    for _ in range(5):
        yield _term(told, "name", dice.choice(told)["party"])
    for _ in range(5):
        yield _term(told, "number", dice.choice(told)["number"])
    for words in ("证据确凿", "行政复议", "人民法院"):
        yield _term(told, "in all", words)
    for words in ("查无此人", "火星探测车"):
        yield _term(told, "in none", words)


def _term(told: list[Row], sort: str, words: str) -> Term:
    if sort == "number":
        must = (f"/cases/{UUID(one['case'])}/" for one in told if one["number"] == words)
    else:
        must = (_address(one) for one in told if words in one["text"])
    return Term(sort, words, frozenset(must))


def _address(one: Row) -> str:
    return f"/cases/{UUID(one['case'])}/document/{UUID(one['item'])}/"


def _told(file: Path, count: int) -> Iterator[Row]:
    with file.open(encoding="utf-8") as lines:
        for line, _ in zip(lines, range(count), strict=False):
            yield json.loads(line)


def tell(options: argparse.Namespace) -> None:
    """Write the newest decisions of the database of LIUHEN_HOME."""
    settings = {"DJANGO_SETTINGS_MODULE": "liuhen.site.settings"}
    with options.decisions.open("wb") as out:
        subprocess.run(
            [sys.executable, "-c", _TELL, str(options.count)],
            env={**os.environ, **settings},
            stdout=out,
            check=True,
        )


def fill(options: argparse.Namespace) -> None:
    """Fill the peer of this environment by its own Python, and say how long it took."""
    lines = "".join(json.dumps(one) + "\n" for one in _told(options.decisions, options.count))
    command = [options.python, "-c", _FILL, options.mayan_user, _PASSWORD, _MODEL]
    subprocess.run(command, input=lines, text=True, check=True)


def main(arguments: list[str] | None = None) -> int:
    """Take one of the three steps."""
    parser = argparse.ArgumentParser(description="Liuhen beside Mayan EDMS: list, search, open")
    steps = parser.add_subparsers(required=True)
    for step in (tell, fill, measure):
        verb = steps.add_parser(step.__name__, help=step.__doc__)
        verb.set_defaults(step=step)
        verb.add_argument("decisions", type=Path, help="the file of JSON lines")
        verb.add_argument("--count", type=int, default=20_000, help="of its decisions")
        if step is not tell:
            verb.add_argument("--mayan-user", default="admin")
        if step is fill:
            verb.add_argument("--python", required=True, help="the one that has the peer")
        if step is measure:
            verb.add_argument("--liuhen", required=True, metavar="ADDRESS")
            verb.add_argument("--liuhen-user", default="bureau.head")
            verb.add_argument("--mayan", required=True, nargs="+", metavar="NAME=ADDRESS")
            verb.add_argument("--rounds", type=int, default=3, help="of each of the 30 terms")
            verb.add_argument("--warm", type=int, default=20, help="turns before that")
    options = parser.parse_args(arguments)
    options.step(options)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
