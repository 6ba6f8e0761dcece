# SPDX-License-Identifier: Apache-2.0
"""What a way of service asks for: which papers show it, who signs, whether it is recorded.

What this module promises:

- what is asked for is what the statute says (`packs/shared/serving.yaml`) together with what the
  bureau's own regulation asks of that way, with its articles; nothing is refused for lacking it:
  what is lacking stays asked for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import UnknownRowError
from liuhen.apps.cases.models import Case
from liuhen.apps.cases.routes import pack_now
from liuhen.apps.cases.words import SYSTEM_SIGNATURES
from liuhen.law.pack import Obligation, Pack, Part
from liuhen.law.statutory import Proof, Way, ways

#: A proof that comes afterwards and one that was not brought.
LATER = "later"


@dataclass(frozen=True, slots=True)
class ProofAsked:
    """A paper that shows the service: its fields, who signs, and the bureau's articles that ask."""

    paper: str
    fields: tuple[str, ...] = ()
    signed_by: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Needs:
    """What one way asks for. `recording`: duty, advised, instead (of a witness), or nothing."""

    way: Way
    proofs: tuple[ProofAsked, ...]
    recording: str = ""
    recording_articles: tuple[str, ...] = ()
    stage: str = ""


def way_of(word: str) -> Way:
    """Return a way of service.

    Raises:
        UnknownRowError: there is none of that name.
    """
    if (found := ways().get(word)) is None:
        raise UnknownRowError(_("There is no such way of service."))
    return found


def needs_of(case: Case, way: Way, at: datetime, stage: str = "") -> Needs:
    """Return what the way asks for in this bureau: at the service, or once it is known (`stage`).

    `stage`: "" at the service, "delivered" or "returned" afterwards.
    """
    pack = pack_now(case.bureau, at)
    statutory = way.proof if not stage else getattr(way.later, stage)
    found = {one.paper: _asked(one) for one in statutory}
    recording: str = (way.recording or "") if not stage else ""
    articles: tuple[str, ...] = ()
    for obligation, part in _parts(pack, way, case):
        if part.recorded is not None and not stage:
            recording = "advised" if obligation.may else "duty"
            articles = obligation.articles
        elif part.document and stage == _stage(part):
            _add(found, part, obligation)
    return Needs(way, tuple(found.values()), recording, articles, stage)


def _asked(proof: Proof) -> ProofAsked:
    return ProofAsked(proof.paper, tuple(proof.fields), tuple(proof.signed_by))


def _parts(pack: Pack, way: Way, case: Case) -> Iterator[tuple[Obligation, Part]]:
    """What the regulation asks of a service by that way; of alternatives the first."""
    for obligation in pack.obligations:
        when = obligation.when
        if when.event == "any" or "service" not in when.event:
            continue
        if when.case is not None and case.act in when.case.not_act:
            continue
        method = when.attrs.get("method")
        if way.word is None and method is not False:
            continue
        if way.word is not None and (method is False or (method and way.word not in method)):
            continue
        for part in _first(obligation.require):
            yield obligation, part


def _first(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        if part.any_of:
            yield from _first(part.any_of[0])
        else:
            yield part


def _stage(part: Part) -> str:
    returned = part.if_attrs.get("returned")
    return "" if returned is None else "returned" if returned else "delivered"


def _add(found: dict[str, ProofAsked], part: Part, obligation: Obligation) -> None:
    """Take what the regulation asks into the list; one of several kinds of paper is enough."""
    kinds = (part.document or "").split("|")
    kind = next((one for one in kinds if one in found), kinds[0])
    known = found.get(kind, ProofAsked(kind))
    fields = [need.split("|")[0] for need in part.fields]
    roles = [need.split("|")[0] for need in part.signed_by]
    found[kind] = replace(
        known,
        fields=tuple(dict.fromkeys((*known.fields, *fields))),
        signed_by=tuple(
            one for one in dict.fromkeys((*known.signed_by, *roles)) if one not in SYSTEM_SIGNATURES
        ),
        articles=tuple(dict.fromkeys((*known.articles, *obligation.articles))),
    )
