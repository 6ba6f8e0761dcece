# SPDX-License-Identifier: Apache-2.0
"""What papers and ways of service are called."""

from liuhen.apps.cases.serving.papers import ToServe
from liuhen.web.words import label


def title_of(paper: ToServe) -> str:
    """Return the title of a paper: that of its form, or of its kind."""
    return paper.title or label("document", paper.kind)
