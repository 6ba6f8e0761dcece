# SPDX-License-Identifier: Apache-2.0
"""Recordings, breaks in them, and why they are kept. The catalogue has the Chinese."""

from django.utils.translation import pgettext_lazy as _p

from liuhen.apps.evidence.words import MarkWord

#: Kinds of recording.
RECORDINGS = {
    "video": _p("recording", "Video"),
    "audio": _p("recording", "Audio"),
    "photo": _p("recording", "Photo"),
    "surveillance": _p("recording", "Surveillance video"),
}

#: What a recording shows.
CONTENTS = {
    "scene": _p("content", "Scene"),
    "people": _p("content", "People on site"),
    "items": _p("content", "Things and papers concerned"),
    "measures": _p("content", "Measures"),
    "documents": _p("content", "Papers being served"),
    "place_sign": _p("content", "Sign of the place"),
}

#: Why a recording broke off.
INTERRUPTION_REASONS = {
    "power": _p("interruption", "Loss of power"),
    "device_failure": _p("interruption", "Failure of the device"),
    "storage_full": _p("interruption", "Storage full"),
    "weather": _p("interruption", "Weather"),
    "obstruction": _p("interruption", "Obstruction"),
    "other": _p("interruption", "Other reason"),
}

#: How a break was explained.
EXPLANATIONS = {
    "voice": _p("explanation", "By voice in the recording"),
    "document": _p("explanation", "In a document"),
}

#: What makes footage worth keeping for long.
INCIDENTS = {
    "objection": _p("incident", "Objection"),
    "complaint_or_petition": _p("incident", "Complaint or petition"),
    "evasion_or_obstruction": _p("incident", "Evasion or obstruction"),
    "assault": _p("incident", "Abuse or assault"),
    "mass_incident": _p("incident", "Mass incident"),
    "emergency": _p("incident", "Emergency"),
    "other_long_term": _p("incident", "Other, to be kept for long"),
}

#: Why a recording is kept.
BASES = {
    "routine": _p("retention", "Routine period"),
    "evidence": _p("retention", "With the case file, as evidence"),
    "long_term": _p("retention", "For long"),
    "case_file": _p("retention", "Case file"),
}

#: What is said of a moment of an original.
MARKS = dict(MarkWord.choices)

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
    "time_differs": _p("finding", "Time inside differs from the name"),
    "no_preview": _p("finding", "No preview could be made"),
    "no_viewing_copy": _p("finding", "No viewing copy could be made"),
    "no_clip": _p("finding", "A clip could not be cut"),
    "device_unknown": _p("finding", "Device not in the register"),
    "officer_unknown": _p("finding", "Officer not known"),
    "clock_off": _p("finding", "Clock of the device was wrong"),
    "damaged": _p("finding", "Bytes damaged"),
}
