# SPDX-License-Identifier: Apache-2.0
"""The addresses of activities without a case."""

from django.urls import path

from liuhen.web.activities import views

app_name = "activities"
_FACT = "<slug:fact>/<uuid:item>"
urlpatterns = [
    path("", views.activities, name="list"),
    path("new/", views.new, name="new"),
    path("<uuid:item>/", views.activity, name="activity"),
    path("<uuid:item>/attach/", views.attach, name="attach"),
    path("<uuid:item>/add/<slug:fact>/", views.add, name="add"),
    path(f"{_FACT}/", views.fact, name="fact"),
    path(f"{_FACT}/correct/", views.correct, name="correct"),
    path(f"{_FACT}/withdraw/", views.withdraw, name="withdraw"),
]
