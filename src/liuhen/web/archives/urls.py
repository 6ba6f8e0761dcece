# SPDX-License-Identifier: Apache-2.0
"""The addresses of bundles and checks of a case."""

from django.urls import path

from liuhen.web.archives import views

app_name = "archives"
urlpatterns = [
    path("<uuid:case>/bundle/", views.bundle, name="bundle"),
    path("<uuid:case>/bundle/<uuid:bundle>/", views.take, name="take"),
    path("<uuid:case>/integrity/", views.integrity, name="integrity"),
]
