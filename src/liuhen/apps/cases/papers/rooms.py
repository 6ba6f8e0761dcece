# SPDX-License-Identifier: Apache-2.0
"""Where on a paper somebody signs, and how many still may.

What this module promises:

- the places are those that the press reported when the paper was issued; nothing moves them;
- a head or reviewer for whom the form has no place may sign what is a fact of the case: the
  signature stands in the PDF and is read, not seen.
"""

from collections import defaultdict
from collections.abc import Sequence

import msgspec
from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import Paper, PaperSignature
from liuhen.apps.cases.papers.printing import places_of
from liuhen.apps.cases.papers.reading import Frozen, frozen_of, signatures_on
from liuhen.apps.cases.papers.spared import spared_among
from liuhen.apps.cases.words import SYSTEM_SIGNATURES
from liuhen.apps.evidence.errors import UnknownFileError
from liuhen.paper.form import Signing
from liuhen.paper.sheets import Place

#: What heads and reviewers are called on a paper whose form does not name them. Papers are Chinese.
_CALLED = {
    "section_head": "承办机构负责人",
    "deputy_head": "分管负责人",
    "bureau_head": "机关负责人",
    "legal_reviewer": "法制审核人员",
}


def signing_of(frozen: Frozen, role: str, *, is_fact: bool = False) -> Signing:
    """Return how the role signs the paper.

    Raises:
        BadFactError: nobody signs it in that role.
    """
    found = frozen.form.signers.get(role)
    if found is None and is_fact and role in SYSTEM_SIGNATURES:
        found = beside(role)
    if found is None:
        raise BadFactError(_("Nobody signs this paper in that role."), "role")
    return found


def beside(role: str) -> Signing:
    """Return a signature of a head or reviewer for which the form has no place."""
    plain = {"role": role, "label": {"zh": _CALLED[role], "en": ""}, "manner": ["system"]}
    return msgspec.convert(plain, Signing)


def still_to_sign(paper: Paper) -> list[Signing]:
    """Return the signatures that the form asks for and that nobody gave or refused yet.

    None of heads and reviewers where an approval speaks for them (`spared`).
    """
    given = [one.role for one in signatures_on(paper)]
    return _still_to_sign(paper, given, spared=bool(spared_among([paper])))


def unsigned_among(papers: Sequence[Paper]) -> tuple[list[Paper], list[Paper]]:
    """Return which of some papers of a bureau somebody still has to sign, by few queries.

    And those of which nobody can tell: what they were printed from is missing in the store.
    """
    if not papers:
        return [], []
    given = defaultdict(list)
    rows = PaperSignature.objects.within(papers[0].bureau_id).filter(paper__in=papers)
    for paper, role in rows.values_list("paper_id", "role"):
        given[paper].append(role)
    spared = spared_among(papers)
    unsigned, lost = [], []
    for one in papers:
        try:
            if _still_to_sign(one, given[one.pk], spared=one.pk in spared):
                unsigned.append(one)
        except UnknownFileError:
            lost.append(one)
    return unsigned, lost


def _still_to_sign(paper: Paper, given: list[str], *, spared: bool) -> list[Signing]:
    left_out = SYSTEM_SIGNATURES if spared else frozenset()
    return [
        one
        for one in frozen_of(paper).form.signatures
        if one.required and given.count(one.role) < one.count and one.role not in left_out
    ]


def open_signings(paper: Paper) -> list[Signing]:
    """Return the signatures of the form that have room left."""
    given = [one.role for one in signatures_on(paper) if not one.refused]
    return [
        one
        for one in frozen_of(paper).form.signatures
        if given.count(one.role) < room_of(paper, one)
    ]


def is_on_paper(signing: Signing) -> bool:
    """Whether a person confirms this signature on a scan; heads and reviewers sign otherwise."""
    return "paper" in signing.manner and signing.role not in SYSTEM_SIGNATURES


def room_left(paper: Paper, signing: Signing) -> int:
    """Return how many more may sign in the role."""
    return max(room_of(paper, signing) - len(given_in(paper, signing.role)), 0)


def room_of(paper: Paper, signing: Signing) -> int:
    """Return how many may sign in the role: as many as there are places, or as the form says."""
    return max(len(_places(paper, signing)[0]), signing.count)


def given_in(paper: Paper, role: str) -> list[PaperSignature]:
    """Return the signatures that were given in the role."""
    return [one for one in signatures_on(paper) if one.role == role and not one.refused]


def has_place(paper: Paper, role: str) -> bool:
    """Whether the PDF has a place for the role at all."""
    return any(one.role == role and not one.kind for one in places_of(paper.places))


def next_places(paper: Paper, signing: Signing) -> list[Place]:
    """Return where the next one in the role signs; the first one also signs the feet.

    Empty where the form does not know the role at all.

    Raises:
        BadFactError: the places are taken, or the form prints none.
    """
    if signing.role not in frozen_of(paper).form.signers:
        return []
    places, feet = _places(paper, signing)
    taken = len(given_in(paper, signing.role))
    if taken >= len(places):
        raise BadFactError(_("There is no place on the paper for this signature; print it."))
    return _told_apart([*places[taken], *(feet if taken == 0 else [])])


def pages_for(paper: Paper, signing: Signing, nth: int) -> frozenset[int]:
    """Return on which pages the one signs who comes `nth` in the role, counted from nought.

    Empty where the press reported no place: then it may be any.
    """
    places, feet = _places(paper, signing)
    own = places[nth] if nth < len(places) else [one for some in places for one in some]
    return frozenset(one.page for one in (*own, *feet))


def room_for_opinion(paper: Paper, place: Place) -> Place | None:
    """Return where the opinion of whoever signs at the place is written, if there is room."""
    return next(
        (
            one
            for one in places_of(paper.places)
            if one.kind == "opinion"
            and (one.role, one.index, one.page) == (place.role, place.index, place.page)
        ),
        None,
    )


def _places(paper: Paper, signing: Signing) -> tuple[list[list[Place]], list[Place]]:
    """The places of each who signs in the role, one after the other; and those at the feet.

    Where each page is signed, the press counts its foot as one more than the places in the text.
    """
    by_index: dict[int, list[Place]] = {}
    for place in places_of(paper.places):
        if place.role == signing.role and not place.kind:
            by_index.setdefault(place.index, []).append(place)
    feet: list[Place] = []
    if signing.each_page and len(by_index) > 1:
        feet = by_index.pop(max(by_index))
    return [by_index[index] for index in sorted(by_index)], feet


def _told_apart(places: list[Place]) -> list[Place]:
    """Give a second place on one page (at its foot, and after the text) a name of its own."""
    pages: set[int] = set()
    made = []
    for place in places:
        twice = place.page in pages
        pages.add(place.page)
        made.append(msgspec.structs.replace(place, index=place.index + 100) if twice else place)
    return made
