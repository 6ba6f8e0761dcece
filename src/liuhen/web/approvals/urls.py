# SPDX-License-Identifier: Apache-2.0
"""The addresses of approvals, below /approvals/."""

from django.urls import path

from liuhen.web.approvals import delegations, lacking, limits, views

app_name = "approvals"
urlpatterns = [
    path("", views.waiting, name="list"),
    path("limits/", limits.limits, name="limits"),
    path("nobody/", lacking.nobody, name="nobody"),
    path("delegations/", delegations.delegation_list, name="delegations"),
    path("delegations/<uuid:grant>/scan/", delegations.scan, name="delegation_scan"),
    path("delegations/<uuid:grant>/end/", delegations.end, name="end_delegation"),
    path("<uuid:approval>/", views.request_page, name="request"),
    path("<uuid:approval>/withdraw/", views.take_back, name="withdraw"),
]
