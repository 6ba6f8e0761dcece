# SPDX-License-Identifier: Apache-2.0
"""The addresses of the people of a case, below /cases/."""

from django.urls import path

from liuhen.web.participants import recusals, views

app_name = "participants"
_CASE = "<uuid:key>/people"
_ONE = f"{_CASE}/<uuid:participant>"
urlpatterns = [
    path(f"{_CASE}/", views.people, name="list"),
    path(f"{_CASE}/add/", views.add, name="add"),
    path(f"{_CASE}/recusal/", recusals.ask, name="ask_recusal"),
    path(f"{_CASE}/recusal/<uuid:recusal>/", recusals.decide, name="decide_recusal"),
    path(f"{_ONE}/", views.change, name="change"),
    path(f"{_ONE}/address/", views.address, name="address"),
    path(f"{_ONE}/end/", views.end, name="end"),
]
