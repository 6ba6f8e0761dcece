# SPDX-License-Identifier: Apache-2.0
"""The addresses of papers received."""

from django.urls import path

from liuhen.web.received import correcting, views

app_name = "received"
urlpatterns = [
    path("received/", views.index, name="list"),
    path("received/sheet/", views.sheet, name="sheet"),
    path("received/add/", views.add, name="add"),
    path("received/<uuid:received>/", views.paper, name="paper"),
    path("received/<uuid:received>/move/", views.move, name="move"),
    path("received/<uuid:received>/case/", views.case, name="give_case"),
    path("received/<uuid:received>/confidential/", views.close, name="close"),
    path("received/<uuid:received>/correct/", correcting.correct, name="correct"),
    path("received/<uuid:received>/receipt/", views.receipt, name="receipt"),
    path("received/<uuid:received>/end/", views.end, name="end"),
    path("received/<uuid:received>/scan/", views.scan, name="scan"),
]
