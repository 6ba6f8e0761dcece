# SPDX-License-Identifier: Apache-2.0
"""The addresses of what follows a decision: below /cases/, and the lists at /following/."""

from django.urls import path

from liuhen.web.performing import lists, views

app_name = "following"
_CASE = "cases/<uuid:key>/dues"
_DUE = f"{_CASE}/<uuid:due>"
urlpatterns = [
    path("following/", lists.dues, name="list"),
    path("following/dues.xlsx", lists.sheet, name="sheet"),
    path(f"{_CASE}/", views.case_dues, name="case"),
    path(f"{_CASE}/order/", views.order_dues, name="order"),
    path(f"{_CASE}/written/", views.written_dues, name="written"),
    path(f"{_CASE}/step/<slug:step>/", views.step_taken, name="step"),
    path(f"{_DUE}/pay/", views.pay_due, name="pay"),
    path(f"{_DUE}/parts/", views.parts, name="parts"),
    path(f"{_DUE}/surcharge/", views.surcharge, name="surcharge"),
    path(f"{_DUE}/check/", views.check, name="check"),
    path(f"{_DUE}/done/", views.done, name="done"),
    path(f"{_DUE}/drop/", views.dropped, name="drop"),
    path(f"{_DUE}/correct/", views.correct, name="correct"),
]
