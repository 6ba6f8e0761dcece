# SPDX-License-Identifier: Apache-2.0
"""The addresses of the account pages."""

from django.urls import path

from liuhen.web.account import views

app_name = "account"
urlpatterns = [
    path("", views.account, name="account"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("password/", views.password, name="password"),
    path("language/", views.language, name="language"),
    path("bureau/", views.bureau, name="bureau"),
]
