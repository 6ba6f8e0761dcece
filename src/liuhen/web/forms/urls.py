# SPDX-License-Identifier: Apache-2.0
"""The addresses of the pages about forms of papers."""

from django.urls import path

from liuhen.web.forms import views

app_name = "forms"
urlpatterns = [
    path("", views.index, name="list"),
    path("proposals/<uuid:proposal>/", views.proposal, name="proposal"),
    path("proposals/<uuid:proposal>/print/", views.print_proposal, name="print_proposal"),
    path("<slug:form>/", views.show, name="form"),
    path("<slug:form>/print/", views.print_form, name="print"),
    path("<slug:form>/change/", views.change, name="change"),
]
