# SPDX-License-Identifier: Apache-2.0
"""The addresses of beginning a paper, below /cases/."""

from django.urls import path

from liuhen.web.papers import choosing

app_name = "choosing"
urlpatterns = [
    path("<uuid:key>/papers/", choosing.choose, name="choose"),
    path("<uuid:key>/papers/new/", choosing.begin, name="begin"),
]
