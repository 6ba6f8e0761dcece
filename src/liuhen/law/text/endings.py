# SPDX-License-Identifier: Apache-2.0
"""How a piece of text ends: closed, broken off, or announcing a list."""

import re

_CLOSERS = "”’」』)》）】\"'〕］]"
_STOPS = tuple("。！？!?；;：:….|")
_SENTENCE_ENDS = tuple("。！？!?….")
_SEMICOLON = re.compile(r"[；;](?:或者|或|和|以及|并且|并)?$")
_LIST_WORDS = re.compile(r"下列|以下|如下")


def is_closed(text: str) -> bool:
    """Whether a sentence or list entry ends here; else the text may go on in the next line."""
    return text.rstrip(_CLOSERS).endswith(_STOPS) or ends_in_semicolon(text)


def ends_sentence(text: str) -> bool:
    """Whether a full stop, question or exclamation mark ends the text."""
    return text.rstrip(_CLOSERS).endswith(_SENTENCE_ENDS)


def ends_in_colon(text: str) -> bool:
    """Whether the text announces what follows."""
    return text.endswith(("：", ":"))


def ends_in_semicolon(text: str) -> bool:
    """Whether the text is one entry of a list that goes on (also "；或者")."""
    return _SEMICOLON.search(text) is not None


def announces_list(text: str) -> bool:
    """Whether items may follow: a colon, or words such as 下列."""
    return ends_in_colon(text) or _LIST_WORDS.search(text) is not None
