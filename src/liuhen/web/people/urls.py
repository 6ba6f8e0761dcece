# SPDX-License-Identifier: Apache-2.0
"""The addresses of the pages of people."""

from django.urls import path

from liuhen.web.people import roster, views

app_name = "people"
urlpatterns = [
    path("", views.people_list, name="list"),
    path("new/", views.add, name="add"),
    path("roster/", roster.roster, name="roster"),
    path("roster/example.xlsx", roster.example, name="example"),
    path("<uuid:person>/", views.person, name="person"),
    path("<uuid:person>/change/", views.change, name="change"),
]
