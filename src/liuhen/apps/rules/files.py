# SPDX-License-Identifier: Apache-2.0
"""The file of a regulation (.txt, .md or .docx) into its chapters and articles, and nothing stored.

A .docx is read in a child process with limits, because uploads are hostile.
"""

import json
from collections.abc import Callable

import msgspec
from django.utils.translation import gettext as _

from liuhen.apps.rules.errors import BadTextError
from liuhen.law.errors import BadInput
from liuhen.law.text import Regulation, parse_regulation, read_regulation
from liuhen.media.sandbox import SandboxError, read_apart

MOST_BYTES = 10 * 1024 * 1024
ENDINGS = (".txt", ".md", ".docx")


def regulation_in(file_name: str, raw: bytes, say: Callable[[str], str] = str) -> Regulation:
    """Return the regulation in a file; `say` gives the reader's doubts in another language.

    Raises:
        BadTextError: another kind of file, too large, or no text of a regulation; one sentence.
    """
    ending = next((one for one in ENDINGS if file_name.lower().endswith(one)), None)
    if ending is None:
        raise BadTextError(
            _("%(file)s: only .txt, .md and .docx can be read. Save the text as one of them.")
            % {"file": file_name[-60:]}
        )
    if len(raw) > MOST_BYTES:
        raise BadTextError(_("%(file)s: larger than 10 MiB.") % {"file": file_name[-60:]})
    try:
        if ending == ".docx":
            return parse_regulation(_text_of_docx(file_name, raw), say)
        return read_regulation(raw, file_name, say)
    except BadInput as error:
        sentence = str(error)
        named = sentence if sentence.startswith(file_name) else f"{file_name}: {sentence}"
        raise BadTextError(named) from None


def parsed_values(regulation: Regulation) -> dict[str, object]:
    """Return the regulation as `liuhen law parse --json` gives it."""
    values: dict[str, object] = msgspec.to_builtins(regulation)
    return values


def _text_of_docx(file_name: str, raw: bytes) -> str:
    try:
        read = json.loads(read_apart("liuhen.paper.wordfile", raw))
    except SandboxError:
        read = {"error": ""}
    if "text" not in read:
        raise BadTextError(
            _("%(file)s: this is no .docx file that can be read. Save it as .docx again.")
            % {"file": file_name[-60:]}
        )
    return str(read["text"])
