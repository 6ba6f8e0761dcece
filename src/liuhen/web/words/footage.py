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
