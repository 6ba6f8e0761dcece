# SPDX-License-Identifier: Apache-2.0
"""The address of registering complaints, below /complaints/, for whoever receives them."""

from django.urls import path

from liuhen.web.starting import views

app_name = "complaints"
urlpatterns = [path("", views.complaint, name="new")]
