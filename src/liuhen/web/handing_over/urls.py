# SPDX-License-Identifier: Apache-2.0
"""The addresses of hand-over."""

from django.urls import path

from liuhen.web.handing_over import views

app_name = "handing_over"
urlpatterns = [
    path("", views.hand_over_list, name="list"),
    path("offer/<uuid:section>/", views.offer_page, name="offer"),
    path("<uuid:hand_over>/", views.hand_over, name="hand_over"),
    path("<uuid:hand_over>/decide/", views.decided, name="decide"),
    path("<uuid:hand_over>/receipt/", views.receipt, name="receipt"),
]
