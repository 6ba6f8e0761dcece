# SPDX-License-Identifier: Apache-2.0
"""The addresses of serving papers, below /cases/."""

from django.urls import path

from liuhen.web.serving import views

app_name = "serving"
_CASE = "<uuid:key>/serve"
urlpatterns = [
    path(f"{_CASE}/", views.papers, name="papers"),
    path(f"{_CASE}/<uuid:document>/", views.choose, name="choose"),
    path(f"{_CASE}/<uuid:document>/signed/", views.signed, name="signed"),
    path(f"{_CASE}/<uuid:document>/<slug:way>/", views.serve_by, name="serve"),
    path("<uuid:key>/service/<uuid:service>/<slug:outcome>/", views.result, name="result"),
]
