# SPDX-License-Identifier: Apache-2.0
"""What acts on people and organisations may refuse.

PeopleError
├── NotPermittedError   the role does not allow it
├── BadPersonError      a value that cannot be: a user name in use, an unknown section …
├── RoleConflictError   two roles that may not stand in one hand
├── BadPasswordError    too short, too common, too like the name
├── BadRosterError      a sheet that cannot be read
└── BadTokenError       unknown, revoked, or expired
    └── ScopeMissingError  a good token, for other things
"""

from liuhen.errors import UserError


class PeopleError(UserError):
    """Base: something about people was refused."""


class NotPermittedError(PeopleError):
    """The viewer may not do this."""


class BadPersonError(PeopleError):
    """A value that cannot be. `field` names the input it came from."""

    def __init__(self, sentence: str, field: str = "") -> None:
        """Keep the sentence and the field."""
        super().__init__(sentence)
        self.field = field


class RoleConflictError(PeopleError):
    """Two roles that may not stand in one hand."""


class BadPasswordError(PeopleError):
    """A password that is not accepted; the text says why."""


class BadRosterError(PeopleError):
    """A sheet that cannot be read."""


class BadTokenError(PeopleError):
    """A token that does not open this door."""


class ScopeMissingError(BadTokenError):
    """The token counts, but not for this."""
