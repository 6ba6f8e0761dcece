# SPDX-License-Identifier: Apache-2.0
"""Where a row belongs, as words of the index: the sections and persons that may find it.

What this module promises:

- whoever sees a row only by a section, by handling its case or by having made its original finds
  its entry under the word of that section or person: what other sections have costs nothing;
- words narrow and decide nothing: what is found is what `visibility.py` shows, at the moment of the
  search;
- an entry keeps the words that it was written with (`SearchEntry.places`), so exactly those are
  taken out again. When a case or an original changes its places, the entries of all its rows are
  written anew (`rows_of_moved`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Model

from liuhen.apps.cases.models import Case, Handler
from liuhen.apps.evidence.models import Mark, Original
from liuhen.apps.finding_aid.entries import MAKERS, rows_to_enter
from liuhen.apps.finding_aid.models import EntryKind, SearchEntry
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer

#: Before each word; a character that is no letter of any script, so that no text has it.
PLACE_SIGN = "\ue00b"
_DIGITS = 12
#: What belongs to its case or its original alone; other rows have a section of their own.
_LED = (Case, Original)


def place_word(key: UUID) -> str:
    """Return the word of a section or a person.

    Two may share one: then more is looked at, and still only what the viewer sees is found.
    """
    return PLACE_SIGN + key.hex[-_DIGITS:]


def give_places(entries: Iterable[SearchEntry]) -> None:
    """Write into entries where they belong now: three queries, however many they are."""
    entries = list(entries)
    of_case = _places_of_cases({one.case_id for one in entries if one.case_id})
    of_original = _places_of_originals({one.original_id for one in entries if one.original_id})
    for one in entries:
        keys = of_case.get(one.case_id, set()) | of_original.get(one.original_id, set())
        if one.case_id is None and one.section_id is not None:
            keys.add(one.section_id)
        one.places = " ".join(sorted(map(place_word, keys)))


def _places_of_cases(cases: Collection[UUID]) -> dict[UUID | None, set[UUID]]:
    found: dict[UUID | None, set[UUID]] = defaultdict(set)
    if cases:
        for case, section in Case._base_manager.filter(pk__in=cases).values_list("pk", "section"):
            found[case].add(section)
        handlers = Handler.objects.filter(case__in=cases).values_list("case", "person")
        for case, person in handlers:
            found[case].add(person)
    return found


def _places_of_originals(originals: Collection[UUID]) -> dict[UUID | None, set[UUID]]:
    if not originals:
        return {}
    rows = Original._base_manager.filter(pk__in=originals)
    told = rows.values_list("pk", "section_id", "officer_id", "kept_by_id")
    return {key: set(places) - {None} for key, *places in told}


def rows_of_moved(moved: Iterable[SearchEntry]) -> list[Model]:
    """Return the other rows of the cases and originals whose own entries moved to other places."""
    cases = [one.subject for one in moved if one.kind == EntryKind.CASE]
    originals = [one.subject for one in moved if one.subject == one.original_id]
    found: list[Model] = list(Mark._base_manager.filter(original__in=originals))
    if cases:
        for model in MAKERS:
            if model not in _LED and any(field.name == "case" for field in model._meta.fields):
                found += rows_to_enter(model, case__in=cases)
    return found


def places_for(viewer: Viewer) -> tuple[str, ...]:
    """Return the words of which an entry has one that the viewer may find; none narrow nothing.

    Devices, which a register shows to all sections, are found by their kind instead.
    """
    if viewer.reaches_bureau(Permission.CASE_VIEW):
        return ()
    keys = (*sorted(viewer.sections(Permission.CASE_VIEW)), viewer.person_id)
    return tuple(map(place_word, keys))
