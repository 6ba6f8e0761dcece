# SPDX-License-Identifier: Apache-2.0
"""What exporting and checking may refuse.

ArchivesError
├── UnknownBundleError   not there, or not for this viewer
├── NotExportableError   the bundle cannot be made (a secret case, no key …)
└── NothingToReadError   the bytes were lawfully disposed of
"""

from liuhen.errors import UserError


class ArchivesError(UserError):
    """Base: something about a bundle or a check was refused."""


class UnknownBundleError(ArchivesError):
    """No such bundle for this viewer."""


class NotExportableError(ArchivesError):
    """The bundle cannot be made."""


class NothingToReadError(ArchivesError):
    """The bytes were disposed of; only their trace stays."""
