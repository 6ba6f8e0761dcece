# SPDX-License-Identifier: Apache-2.0
"""What the catalogue of files may refuse.

EvidenceError
├── UnknownFileError   not there, or of another bureau
├── BadFileError       a kind or size that is not taken
└── NotPermittedError  the role does not allow it
"""

from liuhen.errors import UserError


class EvidenceError(UserError):
    """Base: something about a file was refused."""


class UnknownFileError(EvidenceError):
    """No such file for this viewer."""


class BadFileError(EvidenceError):
    """The file cannot be taken in."""


class NotPermittedError(EvidenceError):
    """The viewer may not do this."""
