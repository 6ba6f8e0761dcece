# SPDX-License-Identifier: Apache-2.0
"""Pages of many cases, drawn at random, asked for over HTTP; and what is not seen from outside.

Pages are asked for one at a time on a connection that stays open, as people of several roles who
look for several things. Queries are counted in a process of their own, and a fact is entered there,
because neither is seen from outside.
"""

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median, quantiles

from cases_loaded import PASSWORD, Row, run_inside
from measuring import LIUHEN, free_ports, wait_for
from visiting import Visitor

#: For people of several roles: addresses of each sort of page, drawn at random.
_DRAW = """
import json, random, sys
from urllib.parse import urlencode
from django.utils import timezone
from liuhen.apps.cases.models import Case, Document
from liuhen.apps.compliance.queries import CaseFilter, list_cases
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.people.viewer import viewer_for

count, dice = int(sys.stdin.read()), random.Random("bench")
names = ["team1.officer1", "team2.officer7", "team3.head", "bureau.head", "legal.reviewer"]
viewers = [viewer_for(person, timezone.now())
           for person in Person.objects.filter(username__in=names).order_by("username")]
many = [team.pk for team in Organisation.objects.filter(kind="section")]
people = list(Person.objects.filter(username__contains=".officer").values_list("pk", flat=True))
keys = list(Case._base_manager.values_list("pk", flat=True))
some = list(Case._base_manager.filter(pk__in=dice.sample(keys, min(200, len(keys)))))
papers = list(Document._base_manager.filter(case__in=some[:60]).exclude(fields={})[:600])
said = [text for paper in papers for text in paper.fields.values() if len(text) > 30]

def part(text, length):
    at = dice.randrange(max(len(text) - length, 1))
    return text[at:at + length]

def narrowed():
    case, year = dice.choice(some), dice.randint(2021, 2026)
    return dice.choice([
        {}, {}, {"page": dice.randint(2, 40)},
        {"words": case.party_name}, {"words": part(case.title, 2)}, {"words": part(case.title, 3)},
        {"words": case.number[-7:]}, {"words": "查无此人"},
        {"act": "penalty"}, {"act": "licensing"},
        {"stage": dice.choice(["initiation", "investigation", "review", "execution", "archive"])},
        {"trouble": dice.choice(["overdue", "breached", "pending"])},
        {"section": dice.choice(many)}, {"handler": dice.choice(people)},
        {"state": "open"}, {"state": "archived", "page": dice.randint(1, 20)},
        {"opened_from": f"{year}-01-01", "opened_until": f"{year}-12-31"},
        {"words": part(case.title, 2), "state": "open", "trouble": "pending"},
    ])

def searched():
    case, text = dice.choice(some), dice.choice(said)
    asked = {"q": dice.choice([
        case.party_name, case.party_name[:2], case.number, part(text, 2), part(text, 4),
        part(text, 8), "渔业", "处罚决定", "海洋发展局", "查无此人", "2",
    ])}
    more = dice.choice([{}, {}, {"list": "1"}, {"kind": "case"}, {"kind": "document"},
                        {"year": str(dice.randint(2021, 2026))}])
    return {**asked, **more}

def desk():
    return dice.choice([{}, {}, {"whose": "all"}, {"whose": "all", "page": 2},
                        {"section": dice.choice(many)}])

def address(path, asked):
    return f"{path}?{urlencode(asked)}" if asked else path

drawn = []
each = -(-count // len(viewers))
for viewer in viewers:
    recent = list(list_cases(viewer)[:300].values_list("pk", flat=True))
    open_ones = list(list_cases(viewer, CaseFilter(archived=False))[:100]
                     .values_list("pk", flat=True))
    old = list(list_cases(viewer, CaseFilter(archived=True))[300:600].values_list("pk", flat=True))
    seen = [dice.choice(one) for _ in range(each) for one in (open_ones, recent, old) if one]
    drawn.append({"username": viewer.person.username, "pages": {
        "desk": [address("/", desk()) for _ in range(each)],
        "list": [address("/cases/", narrowed()) for _ in range(each)],
        "case": [f"/cases/{key}/" for key in seen[:each]],
        "search": [address("/search/", searched()) for _ in range(each)],
    }})
print(json.dumps({"viewers": drawn}, default=str))
"""

_INSIDE = """
import json, sys, time
from datetime import timedelta
from statistics import median, quantiles
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from liuhen.apps.cases import acts
from liuhen.apps.cases.models import Activity, Handler
from liuhen.apps.compliance.queries import case_detail
from liuhen.apps.people.models import Person
from liuhen.apps.people.queries import officer_value
from liuhen.apps.people.viewer import viewer_for

raw, rounds = sys.stdin.read().splitlines()
import liuhen.site.wsgi  # with Python's collector as a server has it
queries = {}
for viewer in json.loads(raw)["viewers"]:
    client = Client(HTTP_HOST="localhost")
    person = Person.objects.get(username=viewer["username"])
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    for page, addresses in viewer["pages"].items():
        client.get(addresses[0])
        for address in addresses[:12]:
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            queries.setdefault(page, []).append(len(asked))

officer = Person.objects.get(username="team1.officer1")
open_ones = Handler.objects.filter(case__archived_at=None, person__username__contains="officer")
newest = open_ones.select_related("person", "case__bureau").order_by("-case__opened_at")[:2000]
handled = {one.case: one.person for one in newest}
# a measure in the same folder has left its facts in some: a case has ten activities or fewer
swollen = set(Activity._base_manager.filter(case__in=handled).values("case")
              .annotate(n=Count("pk")).filter(n__gt=10).values_list("case", flat=True))
work = [(person, case) for case, person in handled.items() if case.pk not in swollen]
if not work:
    viewer = viewer_for(officer, timezone.now())
    section = officer.memberships.get().organisation
    work = [(officer, acts.open_case(by=viewer, section=section, title="示例", kind="penalty",
                                     procedure="general"))]
taken = []
for number in range(int(rounds) + 3):
    person, case = work[number % len(work)]
    begun = time.perf_counter()
    viewer = viewer_for(person, timezone.now())
    start = viewer.at - timedelta(minutes=30)
    acts.add_activity(by=viewer, case=case, kind="inquiry", start=start,
                      end=start + timedelta(minutes=20), officers=[officer_value(person)],
                      identity_shown=True)
    assert case_detail(viewer, case).duties
    taken.append(1000 * (time.perf_counter() - begun))
taken = taken[3:]
fact = {"median_ms": median(taken), "p95_ms": quantiles(taken, n=20, method="inclusive")[-1],
        "most_ms": max(taken)}
print(json.dumps({"queries": {name: [min(n), max(n)] for name, n in queries.items()},
                  "fact": fact}))
"""


def drawn_pages(environment: dict[str, str], count: int) -> Row:
    """Draw addresses of each sort of page, `count` of each in all, for people of several roles."""
    return run_inside(_DRAW, environment, str(count))


def seen_inside(environment: dict[str, str], drawn: Row, facts: int) -> Row:
    """Count the queries of such pages, and enter so many facts, in a process of their own."""
    return run_inside(_INSIDE, environment, json.dumps(drawn), str(facts))


@contextmanager
def served(environment: dict[str, str]) -> Iterator[int]:
    """Run `liuhen serve` as users have it; yield its port."""
    (port,) = free_ports(1)
    command = [*LIUHEN, "serve", "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(
        command,
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield port
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def _signed_in(port: int, username: str) -> Visitor:
    found = Visitor(f"http://127.0.0.1:{port}")
    found.sign_in("/account/sign-in/", username, PASSWORD)
    return found


def asked(port: int, page: str, viewers: list[Row], count: int) -> Row:
    """Ask for `count` pages of one sort, by turns as each of the people; the first ones warm up.

    Returns milliseconds, and the address that took longest.
    """
    people = [(_signed_in(port, one["username"]), one["pages"][page]) for one in viewers]
    for person, addresses in people:
        for address in addresses[:3]:
            person.get(address)
    turns = [(person, address) for person, addresses in people for address in addresses]
    random.Random(page).shuffle(turns)  # an order, not a secret
    taken, slowest = [], ("", 0.0)
    for person, address in turns[:count]:
        begun = time.perf_counter()
        person.get(address)
        taken.append(1000 * (time.perf_counter() - begun))
        slowest = max(slowest, (address, taken[-1]), key=lambda one: one[1])
    return {
        "median_ms": median(taken),
        "p95_ms": quantiles(taken, n=20, method="inclusive")[-1],
        "most_ms": max(taken),
        "slowest": slowest[0],
        "count": len(taken),
    }
