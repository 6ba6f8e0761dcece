# SPDX-License-Identifier: Apache-2.0
"""Which jobs wait, run and failed. Of an error its last line is shown: no content of a case."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from liuhen.apps.jobs.models import Job, Lane, State
from liuhen.apps.jobs.overview import lanes, troubled, try_again
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.web.pages import page

_JOBS = 50
_LONGEST = 300
NAMES: dict[str, Promise | str] = {
    "archives.bundle": _("Make the bundle of a case"),
    "archives.check_case": _("Verify a case"),
    "archives.forget_bundle": _("Remove a bundle whose days are over"),
    "compliance.refresh": _("Judge a case again because a due time has passed"),
    "compliance.rejudge_estimated": _("Make estimated due times again"),
    "compliance.rebuild": _("Make all open duties again"),
}
LANES: dict[int, Promise | str] = {
    Lane.NOW: _("At once"),
    Lane.SOON: _("Soon"),
    Lane.BULK: _("When there is time"),
}


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job with an error, its last line alone."""

    job: Job
    name: str
    error: str
    failed: bool


@page(Permission.JOBS_VIEW)
def jobs(request: HttpRequest) -> HttpResponse:
    """Show the lanes, and the jobs with an error."""
    page_of_jobs = Paginator(troubled(), _JOBS).get_page(request.GET.get("page"))
    values = {
        "lanes": [(LANES[one.lane], one) for one in lanes()],
        "page": page_of_jobs,
        "lines": [_line(job) for job in page_of_jobs],
    }
    return render(request, "jobs/list.html", values)


@page(Permission.JOBS_VIEW)
@require_POST
def again(request: HttpRequest, job: UUID) -> HttpResponse:
    """Let a failed job be tried again."""
    found = troubled().filter(pk=job).first()
    if found is None:
        raise Http404
    try_again(by=viewer_of(request), job=found)
    messages.success(request, gettext("The job waits for a worker again."))
    return redirect("jobs:list")


def _line(job: Job) -> JobLine:
    error = job.last_error.strip().rpartition("\n")[2][:_LONGEST]
    return JobLine(job, str(NAMES.get(job.name, job.name)), error, job.state == State.FAILED)
