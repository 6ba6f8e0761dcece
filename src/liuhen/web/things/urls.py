# SPDX-License-Identifier: Apache-2.0
"""The addresses of things, in a case and in the bureau."""

from django.urls import path

from liuhen.web.things import views

app_name = "things"
urlpatterns = [
    path("things/", views.index, name="list"),
    path("things/sheet/", views.sheet, name="sheet"),
    path("things/<uuid:thing>/", views.thing, name="thing"),
    path("things/<uuid:thing>/photo/", views.photo, name="photo"),
    path("things/<uuid:thing>/move/", views.move, name="move"),
    path("things/<uuid:thing>/end/", views.end, name="end"),
    path("things/<uuid:thing>/correct/", views.correct, name="correct"),
    path("cases/<uuid:key>/things/", views.of_case, name="case"),
    path("cases/<uuid:key>/things/add/", views.add, name="add"),
]
