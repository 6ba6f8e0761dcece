# SPDX-License-Identifier: Apache-2.0
"""What becomes of things, and the steps on their way, as people say it."""

from django.utils.translation import gettext_lazy as _

#: What became of a thing.
OUTCOME_WORDS = {
    "returned": _("Given back"),
    "released": _("Released from the measure"),
    "confiscated": _("Confiscated and handed in"),
    "destroyed": _("Destroyed"),
    "handed_on": _("Handed to another organ"),
    "auctioned": _("Auctioned"),
    "consumed": _("Used up in testing"),
    "filed": _("Filed with the case"),
}
#: Steps on the way.
MOVE_WORDS = {
    "received": _("Taken into custody"),
    "moved": _("Moved"),
    "tested": _("Sent for testing"),
    "borrowed": _("Lent out"),
    "brought_back": _("Came back"),
}
STEP_WORDS = MOVE_WORDS | OUTCOME_WORDS
