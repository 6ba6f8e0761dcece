# SPDX-License-Identifier: Apache-2.0
"""What the steps that follow a decision are called."""

from django.utils.translation import gettext_lazy as _

STEP_WORDS = {
    "serve": _("Serve the decision: the time for payment runs from there"),
    "await": _("The party performs"),
    "check": _("Check the correction"),
    "demand": _("Demand performance in writing"),
    "serve_demand": _("Serve the demand"),
    "wait": _("Wait until the time after the demand and for remedies is over"),
    "court": _("Apply to the court"),
    "court_waits": _("The court decides"),
    "result": _("The court has decided: enter what was enforced"),
    "court_enforces": _("The court enforces: enter what is paid, and its result in the end"),
    "court_refused": _(
        "The court does not enforce: ask the court above for a review, or decide anew or let go "
        "what the decision orders"
    ),
    "court_ended": _(
        "The court has ended the enforcement: let go what is left by its ruling, then conclude "
        "the case"
    ),
    "remedy": _("Reconsideration or litigation goes on"),
    "undone": _(
        "The decision was revoked: decide anew, or let go what it ordered by the paper that says so"
    ),
    "end": _("All is done: conclude the case"),
    "end_dropped": _("Nothing is owed any more, not all of it was performed: conclude the case"),
}
