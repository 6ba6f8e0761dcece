# SPDX-License-Identifier: Apache-2.0
"""What may be the matter with a file that came in. The catalogue has the Chinese."""

from django.utils.translation import pgettext_lazy as _p

#: Findings of a file; none of them is a reason to refuse it.
FINDINGS = {
    "device_unknown": _p("file", "device not in the register"),
    "officer_unknown": _p("file", "officer not known"),
    "time_unknown": _p("file", "time not known"),
    "time_ahead": _p("file", "time lies ahead"),
    "clock_off": _p("file", "clock of the device is off"),
    "claims_unreadable": _p("file", "its details could not be read"),
    "damaged": _p("file", "damaged in the vault"),
    "hole": _p("file", "hole in the recording"),
    "cut_short": _p("file", "cut short"),
    "unreadable": _p("file", "cannot be read"),
    "late": _p("file", "brought in late"),
}
