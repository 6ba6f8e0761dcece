# SPDX-License-Identifier: Apache-2.0
"""Who receives what goes to a party, and who is a stranger to it (民事诉讼法 art. 88).

A natural person receives it, or an adult of the family who lives there; for an organisation its
legal representative, its head, or whoever receives its post; for either an agent or whom it
appointed. Who a name is that the case does not know has to be said.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from liuhen.apps.cases.models import Case, Participant
from liuhen.apps.cases.participants.masks import WITHHELD, masked, masks_of
from liuhen.apps.cases.participants.parties import is_named
from liuhen.apps.cases.participants.reading import Told
from liuhen.apps.cases.party_names import named_in

_ROLES = Participant.Role
_ORGANISATION = "organization"
#: In which capacity somebody receives or signs for a party; papers are Chinese.
CAPACITIES = {
    "agent": "受委托人",
    "family": "同住成年家属",
    "head": "法定代表人或主要负责人",
    "office": "负责收件的人",
    "other": "代收人",
}


@dataclass(frozen=True, slots=True)
class _Party:
    """A party by the names that it has in the case."""

    names: frozenset[str]
    kind: str
    representative: str = ""


def is_stranger_to(
    case: Case, people: Iterable[Told], whom: str, name: str, also: Iterable[str] = ()
) -> bool:
    """Whether nothing in the case says that somebody called `name` receives what goes to a party.

    `whom`: the party as the paper names it; of several parties the others are strangers to it.
    `also`: whom the paper itself names besides. Whoever signs for an organisation is doubted only
    where that is another party; where nobody knows the party's name, nobody is. A blank name is a
    stranger wherever any is.
    """
    people = list(people)
    parties = _parties(case, people)
    own = _named(parties, whom)
    known = {one for party in own for one in party.names}
    if not known:
        return False
    masks = masks_of(case)  # a minor's name stands nowhere but on the paper

    def plain(names: Iterable[str]) -> set[str]:
        return {_plain(str(masked(one, masks))) for one in names if one}

    helpers = (_ROLES.AGENT, _ROLES.REPRESENTATIVE)
    for_it = {
        *also,
        *(party.representative for party in own),
        *(_signing(one) for one in people if one.row.role in helpers),
    }
    said = _plain(str(masked(name, masks)))
    if said in {WITHHELD, *plain(known), *plain(for_it)}:
        return False
    if any(party.kind == _ORGANISATION for party in own):
        others = plain(one for party in parties if party not in own for one in party.names)
        return bool(others) and said in {"", *others}
    return True


def is_another_party(case: Case, people: Iterable[Told], whom: str, name: str) -> bool:
    """Whether `name` is that of a party which the paper does not name."""
    parties = _parties(case, people)
    own = _named(parties, whom)
    others = {_plain(one) for party in parties if party not in own for one in party.names}
    return _plain(name) in others


def in_capacity(name: str, capacity: str) -> str:
    """Return the name as a paper keeps it of somebody who signs for the party in a capacity.

    >>> in_capacity("张三", "family"), in_capacity("张三", "")
    ('张三（同住成年家属）', '张三')
    """
    said = CAPACITIES.get(capacity)
    return f"{name}（{said}）" if said else name


def says_capacity(name: str) -> bool:
    """Whether a name says in which capacity somebody signed for the party (`in_capacity`)."""
    return "（" in name


def _parties(case: Case, people: Iterable[Told]) -> list[_Party]:
    """The parties that were entered, and the one that a case from outside names alone.

    That one is known as a person only: of another it is not known who signs for it.
    """
    rows = [one for one in people if one.row.role == _ROLES.PARTY]
    found = [
        _Party(
            frozenset(name for name in (one.name, one.row.name) if name),
            one.row.kind,
            one.row.representative,
        )
        for one in rows
    ]
    alone = case.party_name
    if alone and not any(is_named(alone, name) for party in found for name in party.names):
        if not found and case.party_kind != "person":
            return []
        found.insert(0, _Party(frozenset({alone}), case.party_kind or _ORGANISATION))
    return found


def _named(parties: list[_Party], whom: str) -> list[_Party]:
    """The parties that a paper names; all where it names none of them."""
    names = named_in(whom, (name for party in parties for name in party.names))
    return [party for party in parties if party.names & names] or parties


def _signing(one: Told) -> str:
    """Who signs: of an organisation whoever represents it."""
    return one.row.representative if one.row.kind == _ORGANISATION else one.name


def _plain(name: str) -> str:
    """A name without blanks, as it is compared."""
    return "".join(name.split())
