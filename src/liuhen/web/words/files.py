# SPDX-License-Identifier: Apache-2.0
"""What may be the matter with a file that came in. The catalogue has the Chinese."""

from django.utils.translation import pgettext_lazy as _p

#: What was found about a file: none of it a reason to refuse it.
FINDINGS = {
    "hole": _p("finding", "Hole inside the file"),
    "sound_hole": _p("finding", "Sound missing for a while"),
    "no_picture": _p("finding", "Picture missing for a while"),
    "jump_back": _p("finding", "Time jumps back inside the file"),
    "jump_ahead": _p("finding", "Time jumps ahead inside the file"),
    "broken_inside": _p("finding", "Broken inside"),
    "cut_short": _p("finding", "Cut short"),
    "no_index": _p("finding", "Index missing"),
    "wrong_duration": _p("finding", "Length in the file is wrong"),
    "unreadable": _p("finding", "Cannot be read"),
    "reader_crashed": _p("finding", "Broke the reader"),
    "reader_too_slow": _p("finding", "Took too long to read"),
    "no_time_inside": _p("finding", "No time inside the file"),
    "unsigned_at_source": _p("finding", "Not signed by the device"),
    "signed_at_source": _p("finding", "Signed by the device (not verified)"),
    "name_says_otherwise": _p("finding", "Another kind of file than its name says"),
    "time_differs": _p("finding", "Time inside differs from the one that was said"),
    "no_preview": _p("finding", "No preview could be made"),
    "no_viewing_copy": _p("finding", "No viewing copy could be made"),
    "no_clip": _p("finding", "A clip could not be cut"),
    "device_unknown": _p("finding", "Device not in the register"),
    "officer_unknown": _p("finding", "Officer not known"),
    "officer_differs": _p("finding", "Another person had the device then"),
    "time_unknown": _p("finding", "Time not known"),
    "time_ahead": _p("finding", "Time lies ahead"),
    "clock_off": _p("finding", "Clock of the device was wrong"),
    "clock_unconfirmed": _p("finding", "Clock reading not confirmed"),
    "claims_unreadable": _p("finding", "Its details could not be read"),
    "late": _p("finding", "Brought in late"),
    "damaged": _p("finding", "Bytes damaged"),
}
