# SPDX-License-Identifier: Apache-2.0
"""What is handed to the press, and what comes back: plain values.

Sheet     a form, its values and what stands around them
Printed   a PDF, its pages, and the places on them where somebody signs or seals

PressError    cannot be printed as it is; a sentence, and the parts of it for other languages
"""

from typing import Any, Literal

from msgspec import Struct

from liuhen.errors import UserError
from liuhen.paper.form import Form
from liuhen.paper.values import ZONE

Fault = Literal[
    "glyph", "template", "too_long", "too_slow", "too_much", "broken", "fonts", "values"
]
#: The role of the place where the seal stands.
SEAL = "seal"


class Coded(Struct, frozen=True):
    """What the page codes say: the code of the paper, its version, the digest of what is frozen."""

    paper: str
    version: int
    digest: str


class Signed(Struct, frozen=True):
    """A signature that is known when the paper is printed: who, in which role, when (ISO)."""

    role: str
    name: str
    at: str = ""


class Sheet(Struct, frozen=True):
    """One paper, to be printed.

    `issued_on` is an ISO day; empty leaves room for one. `made_at` is what the file gives as its
    time, in seconds since 1970; the same sheet gives the same bytes. `withheld` are fields that are
    printed as "•••". `draft` is a word across every page, empty for a paper that is issued.
    `party_kind` is "person" or "organization" where it is known: it decides how the party is spoken
    to, and which boxes stand empty for nothing.
    """

    form: Form
    values: dict[str, Any]
    bureau: str
    short_name: str = ""
    number: str = ""
    case_number: str = ""
    case_title: str = ""
    issued_on: str = ""
    made_at: int = 0
    coded: Coded | None = None
    signed: tuple[Signed, ...] = ()
    withheld: tuple[str, ...] = ()
    draft: str = ""
    party_kind: str = ""
    zone: str = ZONE


class Place(Struct, frozen=True):
    """Where somebody signs (`role`, and which of several), or where the seal stands.

    Places in the body are counted from 0 for each role; the one at the foot of every page has the
    number behind the last of them. `page` counts from 1; `box` is x1, y1, x2, y2 in points from the
    lower left corner of the page; the first `split` points of its width are for the signature, the
    rest for its day. `kind` is `opinion` where it is room for what the same one writes beside the
    signature, and has not been written yet.
    """

    role: str
    index: int
    page: int
    box: tuple[float, float, float, float]
    split: float = 0.0
    kind: Literal["", "opinion"] = ""


class Printed(Struct, frozen=True):
    """A pressed paper."""

    pdf: bytes
    pages: int
    places: tuple[Place, ...]


class PressError(UserError):
    """It cannot be printed. `fault` says why in a word, `field` and `character` where."""

    def __init__(
        self, sentence: str, fault: Fault, *, field: str = "", character: str = ""
    ) -> None:
        super().__init__(sentence)
        self.fault = fault
        self.field = field
        self.character = character
