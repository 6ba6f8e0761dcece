# SPDX-License-Identifier: Apache-2.0
"""The next revision of a paper: its PDF with one more signature, before any row says so.

What this module promises:

- the bytes that were there are the beginning of what comes out, so a signed paper is never printed
  again; the digest of what the signer was shown stands in the signature itself;
- name and time stand at the place of the role, and the opinion where the form has room for one; all
  of an opinion, however long, stands in the signature;
- a line that was drawn is decoded and drawn anew in the press's child before anything keeps it;
- no transaction is open; what is kept in the vault for nothing is swept.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.approval_signatures import name_in_print
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import Paper
from liuhen.apps.cases.papers.printing import PaperError, seal_of, sm2_over
from liuhen.apps.cases.papers.reading import newest_digest, stored_bytes
from liuhen.apps.cases.papers.rooms import next_places, room_for_opinion
from liuhen.apps.evidence import repairing
from liuhen.apps.evidence.errors import VaultFullError
from liuhen.paper.form import Signing
from liuhen.paper.press import draw_stamp
from liuhen.paper.sheets import PressError
from liuhen.paper.words import long_date, long_time
from liuhen.vault.store import Stored, StoreFullError

_MOST_BYTES = 64 * 1024 * 1024


class SignedMeanwhileError(Exception):
    """Somebody else signed between reading the PDF and writing the row: again on the newest."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to sign with; `for_` is the one in whose place he or she acts."""

    role: str
    name: str
    manner: str
    shown: str = ""
    opinion: str = ""
    picture: bytes = b""
    for_: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision that lies in the vault, and on which one it rests."""

    base: str
    at: datetime
    pdf: Stored
    picture: Stored | None
    sm2: str

    @property
    def kept(self) -> list[Stored]:
        """The objects that the signature holds."""
        return [self.pdf] if self.picture is None else [self.pdf, self.picture]


def revise(paper: Paper, signing: Signing, asked: Asked, at: datetime) -> Revision:
    """Sign the newest revision of the PDF, and keep what comes out.

    Raises:
        BadFactError: the paper has no place left, a picture that cannot be read, a character
            without a font.
        SealError: the key of the seal is damaged or cannot be read.
        VaultFullError: there is no room.
    """
    base = newest_digest(paper)
    pdf, picture = _signed(paper, signing, asked, base, at)
    return Revision(
        base,
        at,
        _kept(paper, pdf),
        _kept(paper, picture) if picture else None,
        sm2_over(seal_of(paper.bureau, at), pdf),
    )


def _signed(
    paper: Paper, signing: Signing, asked: Asked, base: str, at: datetime
) -> tuple[bytes, bytes]:
    """Return the next revision of the PDF, and the drawn line as it was drawn anew."""
    from liuhen.paper.sealing import sign_place, sign_unseen  # heavy, and seldom needed

    pdf, seal, picture = stored_bytes(str(paper.bureau_id), base), seal_of(paper.bureau, at), b""
    reason = _reason(signing, asked, base)
    places = next_places(paper, signing)
    try:
        if asked.picture:
            x1, y1, x2, y2 = places[0].box
            width = places[0].split or x2 - x1
            picture = draw_stamp(width=width, height=y2 - y1, picture=asked.picture)
        for place in places:
            room = room_for_opinion(paper, place) if signing.opinion and asked.opinion else None
            pdf = sign_place(
                pdf, place, seal, name=_name(asked), at=at, reason=reason, picture=picture,
                day=_day(asked, at), opinion=asked.opinion if room else "", room=room,
            )  # fmt: skip
        if not places:
            pdf = sign_unseen(pdf, seal, role=signing.role, name=_name(asked), at=at, reason=reason)
    except PressError as error:
        raise BadFactError(_said(error, asked)) from None
    return pdf, picture


def _name(asked: Asked) -> str:
    """The name as it is printed: whoever acts in somebody's place says so."""
    return name_in_print({"name": asked.name, "on_behalf": asked.for_})


def _reason(signing: Signing, asked: Asked, base: str) -> str:
    how = "系统内签名" if asked.manner == "system" else "屏幕手写签名"
    made = f"{signing.label.zh}：{how}（所见文件 {(asked.shown or base)[:23]}）"
    if asked.for_:
        made += f"，代行{asked.for_}的职责"
    return f"{made}，意见：{asked.opinion}" if asked.opinion else made


def _day(asked: Asked, at: datetime) -> str:
    """By hand one writes a day; the system knows the minute."""
    local = timezone.localtime(at)
    if asked.manner == "system":
        return long_time(local, timezone.get_current_timezone_name())
    return long_date(local.date())


def _said(error: PressError, asked: Asked) -> str:
    if error.fault == "glyph" and error.character in asked.opinion:
        return _(
            "No font here has the character “%(character)s”; write the opinion without it."
        ) % {"character": error.character}
    if error.fault == "glyph":
        return _("No font here has the character “%(character)s”; sign by hand instead.") % {
            "character": error.character
        }
    if error.fault in ("values", "broken"):
        return _("The drawn signature cannot be read or is empty; sign again.")
    return str(PaperError(error))


def _kept(paper: Paper, content: bytes) -> Stored:
    try:
        return repairing.put(str(paper.bureau_id), iter([content]), most_bytes=_MOST_BYTES)
    except StoreFullError:
        raise VaultFullError from None
