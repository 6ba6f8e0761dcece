# SPDX-License-Identifier: Apache-2.0
"""What holds for the organisation tree as a whole."""

from django.utils.translation import gettext as _

from liuhen.apps.people.errors import BadPersonError
from liuhen.apps.people.models import Organisation


def has_demonstration() -> bool:
    """Whether this installation holds demonstration bureaus."""
    return Organisation.objects.filter(demonstration=True).exists()


def refuse_beside_demonstration() -> None:
    """Refuse a real bureau beside demonstration ones: their accounts share a password."""
    if has_demonstration():
        raise BadPersonError(
            _("This LIUHEN_HOME holds demonstration data; a real bureau needs another one.")
        )
