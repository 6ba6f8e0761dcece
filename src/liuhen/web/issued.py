# SPDX-License-Identifier: Apache-2.0
"""How an issued paper is told from others of its kind where one is chosen."""

from liuhen.apps.cases.models import Paper
from liuhen.web.moments import moment_said


def issued_said(paper: Paper) -> str:
    """Name a paper by its title and number; one without a number by when it was issued."""
    return f"{paper.title} {paper.number or moment_said(paper.issued_at)}"
