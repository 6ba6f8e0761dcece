# SPDX-License-Identifier: Apache-2.0
"""What becomes of things, and the steps on their way, as people say it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
    "brought_back": pgettext_lazy("thing", "Came back"),
}
STEP_WORDS = MOVE_WORDS | OUTCOME_WORDS | {"corrected": _("Entry corrected")}
#: What of an entry can be corrected.
CORRECTED_WORDS = {
    "name": _("What it is"),
    "spec": _("Model, size, marks"),
    "quantity": _("Quantity"),
    "condition": _("State it is in"),
    "owner": _("Owner or holder"),
    "measure": _("How it came here"),
    "received_at": _("Taken into custody"),
    "event_ref": _("Taken in which activity"),
    "outcome": _("What became of it"),
}
