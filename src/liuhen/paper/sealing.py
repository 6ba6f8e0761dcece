# SPDX-License-Identifier: Apache-2.0
"""Signs PDF: the bureau's seal, and signatures of people at the places that the press reported.

What this module promises:

- each signature is an incremental revision (ISO 32000-1, 12.8; PAdES B-B, ETSI EN 319 142-1): the
  bytes that were there before are the beginning of what comes out;
- a picture that somebody drew is never put in as it came: the press draws it anew;
- what is signed by a person on a screen or in the system bears the seal's certificate, the
  person's name, manner and time: the bureau says that its system took this signature, by whom and
  when. It is not the person's own certificate.

`verify_pdf` reads signatures back and trusts nobody but those it is told to.
"""

import io
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from asn1crypto import pem
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from msgspec import Struct
from PIL import Image
from pyhanko import stamp
from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from liuhen.paper.press import draw_stamp
from liuhen.paper.seals import Seal, SealError
from liuhen.paper.sheets import SEAL, Place

_RESERVED = 16 * 1024
_SIGNERS: "dict[tuple[str, int, int], _KeySigner]" = {}
#: What was drawn for a place has its size, and covers all of it.
_FILLED = layout.SimpleBoxLayoutRule(
    x_align=layout.AxisAlignment.ALIGN_MIN,
    y_align=layout.AxisAlignment.ALIGN_MIN,
    inner_content_scaling=layout.InnerScaling.STRETCH_FILL,
)
#: pyHanko logs what it then also raises.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)


class SignatureFound(Struct, frozen=True):
    """A signature as it was read back.

    `intact`: the bytes it covers are those that were signed. `trusted`: by a certificate of an
    authority that was asked for. `whole`: it covers the whole file as it is now; an earlier one
    covers the file as it was then. `reason`, `name`, `at` as they stand in it.
    """

    field: str
    name: str
    reason: str
    at: datetime | None
    signer: str
    intact: bool
    trusted: bool
    whole: bool


def seal_pdf(
    pdf: bytes,
    seal: Seal,
    *,
    at: datetime,
    place: Place | None = None,
    picture: bytes = b"",
    reason: str = "",
) -> bytes:
    """Seal a PDF: one PAdES signature of the bureau; with a picture of the seal where it has one.

    Raises:
        SealError: the key cannot be read, or the PDF cannot be signed.
        PressError: the picture cannot be read.
    """
    shown = b""
    if place is not None and picture:
        width, height = _size(place)
        shown = draw_stamp(width=width, height=height, picture=picture, is_seal=True)
    said = _Said(SEAL, seal.name, reason or "电子印章", at)
    return _sign(pdf, seal, said, place if shown else None, shown)


def sign_place(
    pdf: bytes,
    place: Place,
    seal: Seal,
    *,
    name: str,
    at: datetime,
    reason: str,
    picture: bytes = b"",
    day: str = "",
    opinion: str = "",
    room: Place | None = None,
) -> bytes:
    """Add the signature of a person at a place: the strokes of a finger, or the name in print.

    `reason` says in which manner and for what; `day` is printed where the place has room for it. An
    `opinion` is printed into `room`, where that lies on the same page; both are one signature.

    Raises:
        SealError: the key cannot be read, the PDF cannot be signed, or that place is signed.
        PressError: the picture cannot be read or is empty; a name that no font has.
    """
    said = _Said(f"{place.role}-{place.index}-p{place.page}", name, reason, at)
    how: dict[str, Any] = {"split": place.split, "picture": picture, "name": name, "day": day}
    if opinion and room is not None and room.page == place.page:
        whole = _around(place, room)
        how |= {"opinion": opinion, "room": _within(room, whole), "inner": _within(place, whole)}
    else:
        whole = place
    width, height = _size(whole)
    return _sign(pdf, seal, said, whole, draw_stamp(width=width, height=height, **how))


def sign_unseen(
    pdf: bytes, seal: Seal, *, role: str, name: str, at: datetime, reason: str
) -> bytes:
    """Add the signature of a person for whom the paper has no place: it is read, not seen.

    Raises:
        SealError: the key cannot be read, the PDF cannot be signed, or the role signed already.
    """
    return _sign(pdf, seal, _Said(f"{role}-beside", name, reason, at), None, b"")


def _around(one: Place, other: Place) -> Place:
    """The place that holds both."""
    corners = tuple(zip(one.box, other.box, strict=True))
    (x1, y1), (x2, y2) = map(min, corners[:2]), map(max, corners[2:])
    return msgspec.structs.replace(one, box=(x1, y1, x2, y2))


def _within(part: Place, whole: Place) -> tuple[float, float, float, float]:
    """Where a part lies, from the upper left corner of the whole."""
    x1, _y1, _x2, y2 = part.box
    return (x1 - whole.box[0], whole.box[3] - y2, *_size(part))


@dataclass(frozen=True)
class _Said:
    field: str
    name: str
    reason: str
    at: datetime


class _Signer(signers.PdfSigner):
    """pyHanko's signer with our own clock: the server's time of the act, not of the bytes."""

    moment: datetime

    def init_signing_session(
        self,
        pdf_out: BasePdfFileWriter,
        existing_fields_only: bool = False,  # noqa: FBT001, FBT002  # pyHanko's signature
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.moment
        return session


def _size(place: Place) -> tuple[float, float]:
    x1, y1, x2, y2 = place.box
    return x2 - x1, y2 - y1


def _sign(pdf: bytes, seal: Seal, said: _Said, place: Place | None, shown: bytes) -> bytes:
    signature = signers.PdfSignatureMetadata(
        field_name=said.field,
        name=said.name,
        reason=said.reason,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    box = tuple(round(side) for side in place.box) if place else None
    field = fields.SigFieldSpec(
        said.field,
        on_page=place.page - 1 if place else 0,
        box=box,  # type: ignore[arg-type]  # four whole points
    )
    style = None
    if shown:
        picture = PdfImage(Image.open(io.BytesIO(shown), formats=("PNG",)))
        style = stamp.StaticStampStyle(
            background=picture, background_layout=_FILLED, background_opacity=1.0, border_width=0
        )
    signer = _Signer(signature, _signer_of(seal), stamp_style=style, new_field_spec=field)
    signer.moment = said.at
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        made = signer.sign_pdf(writer, bytes_reserved=_RESERVED)
    except (PdfError, ValueError, KeyError) as error:
        raise SealError(f"this PDF cannot be signed: {error}") from None
    return bytes(made.getbuffer())


class _KeySigner(signers.Signer):
    """pyHanko's own reads and checks the key for each signature anew, which takes 0.3 s."""

    def __init__(
        self, key: rsa.RSAPrivateKey, certificate: Certificate, chain: list[Certificate]
    ) -> None:
        registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # it has none to type
        registry.register_multiple(chain)
        super().__init__(signing_cert=certificate, cert_registry=registry)
        self._key = key

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: ARG002, FBT001, FBT002  # pyHanko's signature
    ) -> bytes:
        if digest_algorithm != "sha256":
            raise SealError(f"signatures are made with sha256, not {digest_algorithm}")
        return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def _signer_of(seal: Seal) -> _KeySigner:
    try:
        key = str(seal.key), seal.key.stat().st_mtime_ns, seal.certificate.stat().st_mtime_ns
        if key not in _SIGNERS:
            _SIGNERS[key] = _KeySigner(
                _private_key(seal.key),
                _certificate(seal.certificate.read_bytes()),
                [_certificate(seal.authority.read_bytes())] if seal.authority.exists() else [],
            )
    except OSError as error:
        raise SealError(f"{error.filename}: {error.strerror}") from None
    return _SIGNERS[key]


def _private_key(file: Path) -> rsa.RSAPrivateKey:
    try:
        loaded = serialization.load_pem_private_key(file.read_bytes(), None)
    except (ValueError, TypeError):
        raise SealError(f"{file} is damaged; bring it back from a backup") from None
    if not isinstance(loaded, rsa.RSAPrivateKey):
        raise SealError(f"{file} is not an RSA key; bring it back from a backup")
    return loaded


# ---------------------------------------------------------------- reading back


def verify_pdf(pdf: bytes, authorities: Iterable[bytes]) -> list[SignatureFound]:
    """Read the signatures of a PDF of ours, oldest first; `authorities` are certificates (PEM).

    Raises:
        SealError: it is not a PDF, or a signature cannot be read.
    """
    roots = [_certificate(one) for one in authorities]
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        return [_found(signature, roots) for signature in reader.embedded_signatures]
    except (PdfError, SignatureValidationError, ValueError, KeyError) as error:
        raise SealError(f"the signatures of this PDF cannot be read: {error}") from None


def _found(signature: EmbeddedPdfSignature, roots: list[Certificate]) -> SignatureFound:
    status = validate_pdf_signature(
        signature, ValidationContext(trust_roots=roots, allow_fetching=False)
    )
    said = signature.sig_object
    return SignatureFound(
        field=signature.field_name,
        name=str(said.get("/Name", "")),
        reason=str(said.get("/Reason", "")),
        at=signature.self_reported_timestamp,
        signer=status.signing_cert.subject.native.get("common_name", ""),
        intact=bool(status.intact and status.valid),
        trusted=bool(status.trusted),
        whole=status.coverage >= SignatureCoverageLevel.ENTIRE_FILE,
    )


def _certificate(raw: bytes) -> Certificate:
    try:
        return Certificate.load(pem.unarmor(raw)[2] if pem.detect(raw) else raw)
    except ValueError:
        raise SealError("a certificate is damaged; bring it back from a backup") from None
