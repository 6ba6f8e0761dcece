# SPDX-License-Identifier: Apache-2.0
"""Django's checks of a password, with sentences that this program translates.

Django's own Chinese is behind its English for the first of them, and calls the user name
`username` in the second.
"""

from django.contrib.auth.password_validation import (
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """Refuses a short password."""

    def get_error_message(self) -> str:
        """Return the sentence of the refusal."""
        return _("This password is too short; it needs at least %(n)d characters.") % {
            "n": self.min_length
        }


class UnlikeTheName(UserAttributeSimilarityValidator):
    """Refuses a password that is nearly the user name or the name."""

    def get_error_message(self) -> str:
        """Return the sentence of the refusal."""
        return _("This password is too like your user name or name.")
