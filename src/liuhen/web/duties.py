# SPDX-License-Identifier: Apache-2.0
"""The words of a duty: the article's paraphrase, in the reader's language."""

from django.utils.translation import get_language

from liuhen.law.pack import Pack


def paraphrases(pack: Pack) -> dict[str, str]:
    """Return the paraphrase of every obligation of a pack by its id."""
    if get_language() == "en":
        return {one.id: one.says.en for one in pack.obligations}
    return {one.id: one.says.zh for one in pack.obligations}


def anchor(obligation: str, subject: str) -> str:
    """Return the id of a duty on the page; an id holds no white space."""
    return f"duty-{obligation}-" + "_".join(subject.split())
