# SPDX-License-Identifier: Apache-2.0
"""What an upload may be refused for.

UploadError
├── GoneError          ended, expired, or its bytes were lost
├── OffsetError        the body does not begin where the file ends
├── BeyondError        longer than was announced
├── InUseError         another connection sends to it
├── CrowdedError       too many at once
├── BrokenOffError     the connection ended before the body did
├── ChecksumError      the body does not have its checksum
├── WrongDigestError   the whole does not have the digest that was announced
├── UnsettledError     all bytes are here, but the store cannot take them now
├── KeptAlreadyError   what is kept is not taken back
├── BadHeaderError     a header that is missing or makes no sense
├── TooMuchError       more than one file or one person may bring
└── NoRoomError        the store has no room
UnknownUploadError     there is none, or somebody else's
"""

from django.utils.translation import gettext as _

from liuhen.apps.evidence.errors import EvidenceError, UnknownFileError


class UploadError(EvidenceError):
    """Base: something about an upload was refused."""


class UnknownUploadError(UnknownFileError):
    """No such upload for this viewer."""


class GoneError(UploadError):
    """The upload was ended, has expired, or its bytes were lost."""


class OffsetError(UploadError):
    """The body does not begin where the file ends. `offset` is where it ends."""

    def __init__(self, offset: int) -> None:
        """Say where to go on."""
        super().__init__(
            _("The upload stands at %(offset)d; ask for its offset and go on from there.")
            % {"offset": offset}
        )
        self.offset = offset


class BeyondError(UploadError):
    """The body would make the file longer than was announced."""


class InUseError(UploadError):
    """Another connection sends to this upload."""


class CrowdedError(UploadError):
    """Too many uploads at once."""


class BrokenOffError(UploadError):
    """The connection ended before the body did; what arrived is kept."""


class ChecksumError(UploadError):
    """The body does not have its checksum; nothing of it is kept."""


class WrongDigestError(UploadError):
    """The whole file does not have the digest that was announced; the upload is gone."""


class UnsettledError(UploadError):
    """All bytes are here, but the store cannot take them now; a job goes on."""


class KeptAlreadyError(UploadError):
    """What has been kept is not taken back."""


class TooMuchError(UploadError):
    """More than one file or one person may bring at once."""


class NoRoomError(UploadError):
    """The store has no room for so much."""


class BadHeaderError(UploadError):
    """A header is missing, stands twice, or makes no sense."""
