# SPDX-License-Identifier: Apache-2.0
"""What writing and reading bundles may refuse.

ArchiveError
├── TargetError      a bundle cannot be written there
└── UnreadableError  there is nothing that could be verified
"""

from liuhen.errors import UserError


class ArchiveError(UserError):
    """Base: a bundle could not be written or read."""


class TargetError(ArchiveError):
    """The folder or file cannot take a bundle."""


class UnreadableError(ArchiveError):
    """What was given is no bundle, or cannot be opened at all."""
