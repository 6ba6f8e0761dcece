# SPDX-License-Identifier: Apache-2.0
"""What goes wrong with papers."""

from msgspec.structs import replace

from liuhen.law.facts import Document
from liuhen.simulate.asked import Asked, Word
from liuhen.simulate.draft import Draft


def lose_a_paper(draft: Draft, asked: Asked) -> bool:
    """A paper was never made out; a decision always is, or nobody would believe the case."""
    papers = [d for d in draft.documents if d.type in asked.papers and d.type != "decision"]
    if not papers:
        return False
    draft.documents.remove(draft.dice.choice(papers))
    return True


def forget_a_signature(draft: Draft, asked: Asked) -> bool:
    """Somebody did not sign."""
    return _forget(draft, asked, "signature")


def forget_a_field(draft: Draft, asked: Asked) -> bool:
    """Something that must stand on the paper does not."""
    return _forget(draft, asked, "field")


def _forget(draft: Draft, asked: Asked, kind: str) -> bool:
    chances = [
        (place, words)
        for place, document in enumerate(draft.documents)
        for words in asked.words.get(document.type, ())
        if words[0][0] == kind and _present(document, words)
    ]
    if not chances:
        return False
    place, words = draft.dice.choice(chances)
    draft.documents[place] = _without(draft.documents[place], words)
    return True


def _present(document: Document, words: tuple[Word, ...]) -> bool:
    roles = {signature.role for signature in document.signatures}
    return any(word in (document.fields if kind == "field" else roles) for kind, word in words)


def _without(document: Document, words: tuple[Word, ...]) -> Document:
    return replace(
        document,
        fields={k: v for k, v in document.fields.items() if ("field", k) not in words},
        signatures=[s for s in document.signatures if ("signature", s.role) not in words],
    )
