# SPDX-License-Identifier: Apache-2.0
"""The addresses of the regulation pages."""

from django.urls import path

from liuhen.web.regulation import views

app_name = "regulation"
urlpatterns = [
    path("", views.index, name="index"),
    path("articles/<str:article>/", views.article, name="article"),
    path("parts/", views.parts, name="parts"),
    path("proposal/", views.proposal, name="proposal"),
    path("text/", views.text, name="text"),
]
