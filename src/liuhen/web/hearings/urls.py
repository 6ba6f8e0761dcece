# SPDX-License-Identifier: Apache-2.0
"""The address of the hearing of a case, below /cases/."""

from django.urls import path

from liuhen.web.hearings import views

app_name = "hearings"
urlpatterns = [path("<uuid:key>/hearing/", views.announce, name="announce")]
