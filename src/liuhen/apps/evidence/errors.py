# SPDX-License-Identifier: Apache-2.0
"""What the catalogue of files may refuse.

EvidenceError
├── UnknownFileError   not there, or of another bureau
├── BadFileError       a kind or size that is not taken
├── BadDeviceError     a device's entry, or what is done to the device, cannot be so
├── BadOutingError     an outing cannot be registered or ended so
├── BadHandOverError   a list cannot be offered or decided so
├── NotMadeYetError    a copy, clip or picture that no job has made yet
├── BadMarkError       a mark that cannot be
├── VaultFullError     no room in the store; nothing was kept
├── SecretError        said to be a state secret: not kept here (wall 8)
└── NotPermittedError  the role does not allow it
"""

from django.utils.translation import gettext as _

from liuhen.errors import UserError


class EvidenceError(UserError):
    """Base: something about a file was refused."""


class UnknownFileError(EvidenceError):
    """No such file for this viewer."""


class BadFileError(EvidenceError):
    """The file cannot be taken in."""


class FieldError(EvidenceError):
    """Something typed cannot be so; `field` names it for a form, empty where it is no field."""

    def __init__(self, sentence: str, field: str = "") -> None:
        """Remember the field."""
        super().__init__(sentence)
        self.field = field


class BadDeviceError(FieldError):
    """A device cannot be entered, issued, taken back or kept up so."""


class BadOutingError(FieldError):
    """An outing cannot be registered or ended so."""


class BadHandOverError(FieldError):
    """A list cannot be offered or decided so."""


class NotMadeYetError(EvidenceError):
    """What is made from an original is not there yet."""


class BadMarkError(FieldError):
    """A mark cannot be set, corrected or taken back so."""


class NotPermittedError(EvidenceError):
    """The viewer may not do this."""


class VaultFullError(EvidenceError):
    """The store has no room."""

    def __init__(self) -> None:
        """Say so to whoever brings a file."""
        super().__init__(
            _("The vault has no room left; nothing was kept. Tell whoever runs the system.")
        )


class SecretError(EvidenceError):
    """Material that is a state secret; another place keeps it."""
