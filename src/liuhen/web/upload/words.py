# SPDX-License-Identifier: Apache-2.0
"""What the pages say while files are on their way; `{n}` are numbers that the script fills in."""

from django.utils.translation import gettext_noop

_SHARED = {
    "sending": gettext_noop("Saving. Do not take the card out."),
    "sending_more": gettext_noop(
        "You may close this page; choose the same folder again and it goes on."
    ),
    "paused": gettext_noop("Paused"),
    "paused_more": gettext_noop("Nothing is lost. It goes on where it was."),
    "troubled": gettext_noop("The server does not answer"),
    "troubled_more": gettext_noop("Leave the card in. It is tried again by itself."),
    "signed_out": gettext_noop("You are signed out"),
    "signed_out_more": gettext_noop(
        "Load this page again and choose the folder again; it goes on."
    ),
    "checking": gettext_noop("Everything is kept. The server is checking it."),
    "checking_more": gettext_noop("Wait a moment before you clear the card."),
    "all_safe": gettext_noop("You may take the card out, and clear it"),
    "all_safe_more": gettext_noop("All {safe} files are safe."),
    "bad": gettext_noop("Do not clear the card"),
    "bad_more": gettext_noop(
        "{failed} of {files} files are not kept. Choose the folder once more."
    ),
    "nothing": gettext_noop("There is nothing to save"),
    "nothing_more": gettext_noop("No file with content was found."),
    "counted": gettext_noop("{sent} of {files} files"),
    "left_soon": gettext_noop("less than a minute left"),
    "left_minutes": gettext_noop("{minutes} min left"),
    "left_hours": gettext_noop("{hours} h {minutes} min left"),
    "more": gettext_noop("and {more} more"),
    "pause": gettext_noop("Pause"),
    "go_on": gettext_noop("Go on"),
    "file_waiting": gettext_noop("waiting"),
    "file_sending": gettext_noop("saving"),
    "file_kept": gettext_noop("kept, being checked"),
    "file_safe": gettext_noop("safe, may be erased"),
    "file_failed": gettext_noop("not kept"),
    "file_empty": gettext_noop("empty: this recording failed"),
    "why_unreadable": gettext_noop("It cannot be read. Is the card out?"),
    "why_full": gettext_noop("The server has no room for it."),
    "why_damaged": gettext_noop(
        "The server finds its copy damaged. Keep this file and tell the custodian."
    ),
    "why_refused": gettext_noop("The server did not take it."),
}
_UPLOAD = {
    "sending": gettext_noop("Saving"),
    "sending_more": gettext_noop(
        "You may close this page; choose the same files again and it goes on."
    ),
    "troubled_more": gettext_noop("It is tried again by itself."),
    "signed_out_more": gettext_noop("Load this page again and choose the files again; it goes on."),
    "checking_more": gettext_noop("Keep your copy until then."),
    "all_safe": gettext_noop("Everything is safe"),
    "bad": gettext_noop("Not everything is kept"),
    "bad_more": gettext_noop("{failed} of {files} files are not kept. Choose them once more."),
    "file_safe": gettext_noop("safe"),
}


def words(came_by: str) -> dict[str, str]:
    """Return the msgids for the dock page or the upload page."""
    return _SHARED if came_by == "dock" else _SHARED | _UPLOAD
