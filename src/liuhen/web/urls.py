# SPDX-License-Identifier: Apache-2.0
"""The addresses of the pages: each feature hands in its own."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("liuhen.web.home.urls")),
    path("cases/", include("liuhen.web.archives.urls")),  # before the pages of any fact
    path("cases/", include("liuhen.web.participants.urls")),
    path("cases/", include("liuhen.web.serving.urls")),
    path("cases/", include("liuhen.web.starting.urls")),
    path("cases/", include("liuhen.web.approvals.case_urls")),
    path("cases/", include("liuhen.web.papers.case_urls")),
    path("cases/", include("liuhen.web.entering.urls")),
    path("cases/", include("liuhen.web.cases.urls")),
    path("approvals/", include("liuhen.web.approvals.urls")),
    path("papers/", include("liuhen.web.papers.urls")),
    path("recordings/", include("liuhen.web.recordings.urls")),
    path("recordings/cameras/", include("liuhen.web.cameras.urls")),
    path("recordings/devices/", include("liuhen.web.devices.urls")),
    path("recordings/away/", include("liuhen.web.outings.urls")),
    path("recordings/hand-over/", include("liuhen.web.handing_over.urls")),
    path("", include("liuhen.web.upload.urls")),
    path("recordings/", include("liuhen.web.linking.urls")),
    path("recordings/", include("liuhen.web.explaining.urls")),
    path("recordings/", include("liuhen.web.report.urls")),
    path("activities/", include("liuhen.web.activities.urls")),
    path("incidents/", include("liuhen.web.incidents.urls")),
    path("recordings/", include("liuhen.web.watch.urls")),
    path("regulation/", include("liuhen.web.regulation.urls")),
    path("forms/", include("liuhen.web.forms.urls")),
    path("people/", include("liuhen.web.people.urls")),
    path("setup/", include("liuhen.web.setup.urls")),
    path("calendar/", include("liuhen.web.calendar.urls")),
    path("jobs/", include("liuhen.web.jobs.urls")),
    path("journal/", include("liuhen.web.journal.urls")),
    path("account/tokens/", include("liuhen.web.tokens.urls")),
    path("account/", include("liuhen.web.account.urls")),
]
