# SPDX-License-Identifier: Apache-2.0
"""The addresses of originals, below /recordings/."""

from django.urls import path

from liuhen.web.watch import checking, views

app_name = "watch"
urlpatterns = [
    path("<uuid:original>/", views.show, name="original"),
    path("<uuid:original>/media", views.media, name="media"),
    path("<uuid:original>/copy", views.copy, name="copy"),
    path("<uuid:original>/copy/ask/", views.ask, name="ask"),
    path("<uuid:original>/clip/<int:from_ms>-<int:to_ms>", views.clip, name="clip"),
    path("<uuid:original>/picture/<str:kind>", views.picture, name="picture"),
    path("<uuid:original>/download/", views.download, name="download"),
    path("<uuid:original>/integrity/", checking.integrity, name="integrity"),
    path("<uuid:original>/played/", views.played, name="played"),
    path("<uuid:original>/marks/", views.mark, name="mark"),
    path("<uuid:original>/marks/<uuid:mark>/", views.change, name="change"),
]
