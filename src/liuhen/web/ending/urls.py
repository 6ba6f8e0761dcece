# SPDX-License-Identifier: Apache-2.0
"""The addresses of ending a case, below /cases/."""

from django.urls import path

from liuhen.web.ending import views

app_name = "ending"
_CASE = "<uuid:key>"
urlpatterns = [
    path(f"{_CASE}/end/", views.choose, name="choose"),
    path(f"{_CASE}/end/<slug:ending>/", views.end, name="end"),
    path(f"{_CASE}/reopen/", views.reopen, name="reopen"),
    path(f"{_CASE}/closing/correct/", views.correct, name="correct"),
    path(f"{_CASE}/suspend/", views.suspend_case, name="suspend"),
    path(f"{_CASE}/resume/", views.resume_case, name="resume"),
    path(f"{_CASE}/split/", views.split_case, name="split"),
    path(f"{_CASE}/anew/", views.anew, name="anew"),
]
