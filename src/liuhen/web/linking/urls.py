# SPDX-License-Identifier: Apache-2.0
"""The addresses of linking, below /recordings/."""

from django.urls import path

from liuhen.web.linking import views

app_name = "linking"
urlpatterns = [
    path("unlinked/", views.unlinked_list, name="list"),
    path("unlinked/aside/", views.aside_list, name="aside"),
    path("<uuid:original>/link/", views.link, name="link"),
    path("<uuid:original>/again/", views.again, name="again"),
    path("links/<uuid:item>/", views.change, name="change"),
    path("links/<uuid:item>/undo/", views.undo, name="undo"),
]
