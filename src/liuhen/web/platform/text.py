# SPDX-License-Identifier: Apache-2.0
"""The text of a shipped description, to be handed out as a pattern."""

from liuhen.law.pack import PACKS


def text_of_platform(word: str) -> str:
    """Return the YAML of a shipped description; `word` is one of `shipped_platforms`."""
    return (PACKS / "shared" / "platforms" / f"{word}.yaml").read_text(encoding="utf-8")
