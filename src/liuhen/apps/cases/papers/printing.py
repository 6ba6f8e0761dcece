# SPDX-License-Identifier: Apache-2.0
"""From values to the sealed PDF: the press and the seal, as the bureau uses them.

What this module promises: no row is read or written, no transaction is open while it works; what
comes out depends on what is handed in, on the fonts, and on the keys of the seal.

Keys lie in LIUHEN_HOME/keys/seals, a bureau's own fonts in LIUHEN_HOME/fonts, a picture of its seal
in LIUHEN_HOME/seals/<id of the bureau>.png.
"""

import base64
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.errors import CaseError
from liuhen.apps.cases.models import Case
from liuhen.apps.people.models import Organisation
from liuhen.paper.form import Form
from liuhen.paper.press import press, to_docx
from liuhen.paper.seals import Seal, open_seal
from liuhen.paper.sheets import SEAL, Coded, Place, PressError, Sheet, Signed
from liuhen.paper.sm2 import Sm2Error, sm2_sign

#: Across the pages of a paper that is not issued yet. Papers are Chinese.
DRAFT = "草稿"

_FAULTS: dict[str, Promise | str] = {
    "glyph": _(
        "“%(form)s” cannot be printed: no font here has the character “%(character)s” (%(code)s). "
        "Write it differently, or let whoever runs the system add a font that has it."
    ),
    "glyph in a field": _(
        "“%(form)s” cannot be printed: no font here has the character “%(character)s” (%(code)s) "
        "of “%(field)s”. Write it differently, or let whoever runs the system add a font that has "
        "it."
    ),
    "too_long": _("“%(form)s” is too long for one paper; put the rest into an annex."),
    "too_slow": _("“%(form)s” takes too long to print; make it shorter."),
    "too_much": _("“%(form)s” is too large to print; make it shorter."),
    "fonts": _("“%(form)s” cannot be printed: the fonts are missing. Tell who runs the system."),
}
_FAULT = _("“%(form)s” cannot be printed as it is: %(why)s.")


class PaperError(CaseError):
    """The paper cannot be printed; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Printing:
    """A paper that is to be printed. `digest` is that of the frozen text, with `sha256:`.

    `signed`: signatures that are known already. `withheld`: fields that are printed as dots.
    Without a `code` the pages bear none; `draft` is a word across each page.
    """

    form: Form
    values: dict[str, Any]
    bureau: Organisation
    case: Case
    at: datetime
    number: str = ""
    code: str = ""
    version: int = 1
    digest: str = ""
    signed: tuple[Signed, ...] = ()
    withheld: tuple[str, ...] = ()
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed PDF, how many pages it has, and its places as plain values.

    `sm2` is the signature beside it (DER as base64), or nothing.
    """

    pdf: bytes
    pages: int
    places: list[dict[str, Any]]
    sm2: str


def print_sealed(printing: Printing) -> Sealed:
    """Print and seal.

    Raises:
        PaperError: a character without a font, a template that fails, too long.
        SealError: the key of the seal is damaged or cannot be read.
    """
    from liuhen.paper.sealing import seal_pdf  # heavy, and needed by no process that seals nothing

    try:
        printed = press(sheet_of(printing), fonts=fonts())
    except PressError as error:
        raise _said(error, printing.form) from None
    seal = seal_of(printing.bureau, printing.at)
    place = next((one for one in printed.places if one.role == SEAL), None)
    pdf = seal_pdf(
        printed.pdf, seal, at=printing.at, place=place, picture=_picture(printing.bureau)
    )
    places: list[dict[str, Any]] = msgspec.to_builtins(printed.places)
    return Sealed(pdf, printed.pages, places, sm2_over(seal, pdf))


def print_draft(printing: Printing) -> bytes:
    """Print without a seal, for somebody to look at.

    Raises:
        PaperError: as `print_sealed`.
    """
    try:
        return press(sheet_of(printing), fonts=fonts()).pdf
    except PressError as error:
        raise _said(error, printing.form) from None


def print_docx(printing: Printing) -> bytes:
    """Write it for a word processor. It is no evidence.

    Raises:
        PaperError: as `print_sealed`.
    """
    try:
        return to_docx(sheet_of(printing), fonts=fonts())
    except PressError as error:
        raise _said(error, printing.form) from None


def sheet_of(printing: Printing) -> Sheet:
    """Return what is handed to the press."""
    digest = printing.digest.removeprefix("sha256:")
    return Sheet(
        form=printing.form,
        values=printing.values,
        bureau=printing.bureau.name,
        short_name=printing.bureau.short_name,
        number=printing.number,
        case_number=printing.case.number,
        case_title=printing.case.title,
        issued_on=timezone.localtime(printing.at).date().isoformat(),
        made_at=int(printing.at.timestamp()),
        coded=Coded(printing.code, printing.version, digest) if printing.code else None,
        signed=printing.signed,
        withheld=printing.withheld,
        draft=printing.draft,
        party_kind=printing.case.party_kind,
        zone=timezone.get_current_timezone_name(),
    )


def seal_of(bureau: Organisation, at: datetime) -> Seal:
    """Return the seal of the bureau; its keys are made at first need.

    Raises:
        SealError: a file is damaged, or cannot be read or written.
    """
    folder = Path(settings.LIUHEN_HOME) / "keys" / "seals"
    return open_seal(folder, str(bureau.pk), bureau.name, at)


def sm2_over(seal: Seal, content: bytes) -> str:
    """Return the SM2 signature over it as base64; nothing where OpenSSL does not know SM2."""
    if not seal.has_sm2:
        return ""
    try:
        return base64.b64encode(sm2_sign(seal.sm2_key, content)).decode()
    except Sm2Error:
        return ""


def fonts() -> Path:
    """Return the folder of the bureau's own fonts; it need not be there."""
    return Path(settings.LIUHEN_HOME) / "fonts"


def places_of(plain: list[dict[str, Any]]) -> list[Place]:
    """Read the places of a paper back."""
    return msgspec.convert(plain, list[Place])


def _picture(bureau: Organisation) -> bytes:
    file = Path(settings.LIUHEN_HOME) / "seals" / f"{bureau.pk}.png"
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def _said(error: PressError, form: Form) -> PaperError:
    field = form.by_id.get(error.field)
    fault = f"{error.fault} in a field" if field else error.fault
    sentence = str(_FAULTS.get(fault, _FAULTS.get(error.fault, _FAULT)))
    return PaperError(
        sentence
        % {
            "form": form.title.zh,
            "field": field.label.zh if field else "",
            "character": error.character,
            "code": code_point(error.character),
            "why": str(error).strip().rstrip("."),
        }
    )


def code_point(character: str) -> str:
    """Return what names a character that may show as an empty box.

    >>> code_point("王")
    'U+738B'
    """
    return f"U+{ord(character):04X}" if character else ""
