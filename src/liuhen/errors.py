# SPDX-License-Identifier: Apache-2.0
"""The one error that every floor may raise towards a person.

Errors of a package that a person can mend derive from `UserError`. A door turns them into its own
form: the command line into one line on stderr and exit status 2, a page into a message.
"""


class UserError(Exception):
    """Something the caller can mend; its text is one sentence: what is wrong, where, what next."""

    def __str__(self) -> str:
        """Say the sentence alone, whatever else the error keeps beside it."""
        return str(self.args[0]) if self.args else ""
