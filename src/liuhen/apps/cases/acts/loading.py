# SPDX-License-Identifier: Apache-2.0
"""Bringing many cases in from outside: each as an import brings one, hundreds in a transaction.

- Every case has its own leaf, its duties, tally and search entries, as if it had been imported
  alone; what a transaction holds is there whole or not at all.
- A number that is there already is left alone, so a load that was broken off may be run again.
- Who handles a case are the officers of its file who work in the bureau, and its section is theirs.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING
from uuid import UUID

from liuhen.apps.cases.acting import require_over_section, tell_of_many
from liuhen.apps.cases.acts.importing import checked_facts, put_new, refuse_number
from liuhen.apps.cases.acts.opening import bureau_of, put_handlers, refuse_state_secret
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import Case, SecretShell
from liuhen.apps.cases.numbering import hold_numbers
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Membership, Organisation, Person
from liuhen.apps.people.queries import colleagues, sections_to_enter
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import acts
from liuhen.apps.trace.once import reading_once
from liuhen.law import facts as law
from liuhen.law.errors import BadInput
from liuhen.law.lines import read_line

if TYPE_CHECKING:
    from liuhen.apps.cases.facts import Rows

#: Cases of one transaction: others wait for it about as long as for one large import.
TOGETHER = 200
_MOST_HANDLERS = 2


@dataclass(frozen=True, slots=True)
class Loaded:
    """How far a load has come: cases brought in, and those that were there already."""

    new: int = 0
    known: int = 0


def load_cases(
    *, by: Viewer, section: Organisation, lines: Iterable[bytes], name: str = "cases.jsonl"
) -> Iterator[Loaded]:
    """Bring in the cases of `lines` ({"pack", "as_of", "facts"} each; the first two do not count).

    Yields how far it has come after each transaction. `section`: where a case goes of which no
    officer works in the bureau; `name` is what a message calls the lines.

    Raises:
        BadFactError: one sentence with the line; what was yielded before it stands.
        StateSecretError, NumberTakenError, NotAllowedError: the same.
    """
    posts = _Posts.of(by)
    done = Loaded()
    numbered = enumerate(lines, 1)
    while batch := list(islice(numbered, TOGETHER)):
        with reading_once():  # whose numbers are whose
            read = [_read(by, raw, f"{name}, line {number}") for number, raw in batch]
        new = _put(by, section, posts, read, name)
        done = Loaded(done.new + new, done.known + len(read) - new)
        yield done


def _read(by: Viewer, raw: bytes, name: str) -> law.Facts:
    try:
        facts = checked_facts(read_line(raw, name).facts, name)
    except BadInput as error:
        raise BadFactError(str(error)) from None
    refuse_state_secret(facts.case.secrecy)
    refuse_number(by, facts.case.id)
    return facts


def _put(
    by: Viewer, section: Organisation, posts: "_Posts", read: list[law.Facts], name: str
) -> int:
    bureau = bureau_of(by)
    with acts("cases.import_case", by=by) as many:
        taken = _taken(bureau, [facts.case.id.strip() for facts in read])
        made: list[Rows] = []
        for facts in read:
            number = facts.case.id.strip()
            if number in taken:
                continue
            taken.add(number)
            handlers = posts.handlers(facts)
            record = many.one()
            place = posts.section(handlers) or section
            posts.require(by, place)
            rows = put_new(facts, bureau, place, by, record)
            put_handlers(rows.case, handlers, record)
            record.note(file=name)
            made.append(rows)
        many.write()
        tell_of_many(made, many.at)
    return len(made)


def _taken(bureau: Organisation, numbers: list[str]) -> set[str]:
    """Those of the numbers that are in use; nobody else takes one until the transaction ends."""
    hold_numbers(bureau)
    return {
        number
        for kind in (Case, SecretShell)
        for number in kind.objects.within(bureau.pk)
        .filter(number__in=numbers)
        .values_list("number", flat=True)
    }


@dataclass(frozen=True, slots=True)
class _Posts:
    """Who works where in the bureau, by name; of two of the same name nobody is meant."""

    people: dict[str, Person]
    sections: dict[UUID, Organisation]
    allowed: set[UUID] = field(default_factory=set)

    @classmethod
    def of(cls, by: Viewer) -> "_Posts":
        found = list(colleagues(by))
        names = Counter(person.name for person in found)
        open_to = {one.pk: one for one in sections_to_enter(by, Permission.CASE_IMPORT)}
        homes = Membership.objects.filter(person__in=found, until_date=None)
        pairs = homes.order_by("from_date").values_list("person_id", "organisation_id")
        return cls(
            {person.name: person for person in found if names[person.name] == 1},
            {person: open_to[home] for person, home in pairs if home in open_to},
        )

    def handlers(self, facts: law.Facts) -> list[Person]:
        """The officers of the file who work here, those that it names first."""
        named = dict.fromkeys(one.name for event in facts.events for one in event.officers)
        return [self.people[name] for name in named if name in self.people][:_MOST_HANDLERS]

    def section(self, handlers: list[Person]) -> Organisation | None:
        """The section of the first of them who belongs to one."""
        return next((self.sections[one.pk] for one in handlers if one.pk in self.sections), None)

    def require(self, by: Viewer, section: Organisation) -> None:
        """Refuse a section into which the viewer may not import; each is looked at once."""
        if section.pk not in self.allowed:
            require_over_section(by, section, Permission.CASE_IMPORT)
            self.allowed.add(section.pk)
