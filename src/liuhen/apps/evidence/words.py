# SPDX-License-Identifier: Apache-2.0
"""The closed words of marks: what the articles ask a recording to show or to let hear.

`told` 003 art. 27(1), 002 art. 14, 004 art. 18 · `certificate_shown` 004 art. 17, 002 art. 10(2),
003 art. 12 · `rights_told` 002 art. 10(10), 003 art. 13 · `scene`, `people`, `items`, `measures`,
`documents` 002 art. 11 · `place_sign`, `landmark_spoken`, `position`, `vessel`, `vessel_spoken`
003 art. 27(3) · `interruption_reason` 002 art. 16, 003 art. 27(4) · `supplement`, a written note
beside the footage, 002 art. 14.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MarkWord(models.TextChoices):
    """What is marked, in the order in which pages offer it."""

    TOLD = "told", _("People told of the recording")
    CERTIFICATE_SHOWN = "certificate_shown", _("Certificate shown")
    RIGHTS_TOLD = "rights_told", _("Rights told")
    SCENE = "scene", _("Scene")
    PEOPLE = "people", _("People present")
    ITEMS = "items", _("Items")
    MEASURES = "measures", _("Measures taken")
    DOCUMENTS = "documents", _("Paper made or served")
    PLACE_SIGN = "place_sign", _("Sign of the place")
    LANDMARK_SPOKEN = "landmark_spoken", _("Landmark, and the place spoken")
    POSITION = "position", _("Position")
    VESSEL = "vessel", _("Vessel")
    VESSEL_SPOKEN = "vessel_spoken", _("Name of the vessel spoken")
    INTERRUPTION_REASON = "interruption_reason", _("Reason of a break, spoken")
    SUPPLEMENT = "supplement", _("Written supplement")


#: All of them, in order.
MARKS: tuple[str, ...] = tuple(MarkWord.values)
