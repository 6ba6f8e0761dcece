# SPDX-License-Identifier: Apache-2.0
"""What a form offers for a kind of paper: the fields and signatures that the pack asks for."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from liuhen.apps.cases.words import PAPER_SIGNATURES, SYSTEM_SIGNATURES
from liuhen.apps.compliance.asked import PaperNeed, fields_asked, signatures_asked
from liuhen.law.pack import Pack
from liuhen.web.articles import article_name
from liuhen.web.listing import listed
from liuhen.web.words import TABLES, label

#: Opinions that heads write when they sign in the system.
_BY_SIGNING = frozenset({"section_opinion", "head_opinion"})


@dataclass(frozen=True, slots=True)
class AskedField:
    """A field of a paper, and what the form says about who asks for it."""

    word: str
    hint: str


def fields_of_paper(pack: Pack | None, kind: str) -> list[AskedField]:
    """Return the fields that the regulation asks for, each once, in its order."""
    if pack is None:
        return []
    needs: dict[str, list[PaperNeed]] = {}
    for need in fields_asked(pack, kind):
        for word in need.words:
            needs.setdefault(word, []).append(need)
    return [AskedField(word, _hint(word, found)) for word, found in needs.items()]


def _hint(word: str, needs: list[PaperNeed]) -> str:
    articles = dict.fromkeys(name for need in needs for name in need.articles)
    said = listed(article_name(one) for one in articles)
    others = {other for need in needs for other in need.words} - {word}
    alone = any(len(need.words) == 1 for need in needs)
    if word in _BY_SIGNING:
        return _("%(articles)s; written by whoever signs, may stay empty") % {"articles": said}
    if others and not alone:
        or_else = listed(label("field", other) for other in sorted(others))
        said = _("%(articles)s; or instead %(others)s") % {"articles": said, "others": or_else}
    return said


def paper_roles(pack: Pack | None, kind: str) -> list[str]:
    """Return who signs such a paper by hand, as the regulation asks."""
    needs = signatures_asked(pack, kind) if pack else []
    words = dict.fromkeys(word for need in needs for word in need.words)
    return [word for word in PAPER_SIGNATURES if word in words]


def system_roles(pack: Pack | None, kind: str) -> list[str]:
    """Return who signs it in the system, as the regulation asks."""
    needs = signatures_asked(pack, kind) if pack else []
    words = dict.fromkeys(word for need in needs for word in need.words)
    return [word for word in words if word in SYSTEM_SIGNATURES]


def word_of_field(typed: str) -> str:
    """Return the contract's word for a field that was typed by its name, or the name itself."""
    typed = typed.strip()
    by_label = {str(said): word for word, said in TABLES["field"].items()}
    return by_label.get(typed, typed)
