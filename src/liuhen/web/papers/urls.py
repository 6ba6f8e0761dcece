# SPDX-License-Identifier: Apache-2.0
"""The addresses of papers, below /papers/."""

from django.urls import path

from liuhen.web.papers import numbers, scans, signing, unserved, views, writing

app_name = "papers"
urlpatterns = [
    path("numbers/", numbers.register, name="numbers"),
    path("numbers/sheet.xlsx", numbers.sheet, name="numbers_sheet"),
    path("unserved/", unserved.unserved_papers, name="unserved"),
    path("scans/", scans.bring, name="scans"),
    path("scans/<uuid:scan>/", scans.pile, name="pile"),
    path("scans/page/<uuid:page>/", scans.picture, name="scan_picture"),
    path("drafts/<uuid:draft>/", writing.write, name="write"),
    path("drafts/<uuid:draft>/save/", writing.save, name="save"),
    path("drafts/<uuid:draft>/preview/", writing.preview, name="preview"),
    path("drafts/<uuid:draft>/give-up/", writing.give_up, name="give_up"),
    path("<uuid:paper>/", views.paper_page, name="paper"),
    path("<uuid:paper>/file/", views.file, name="file"),
    path("<uuid:paper>/docx/", views.docx, name="docx"),
    path("<uuid:paper>/sm2/", views.sm2, name="sm2"),
    path("<uuid:paper>/sm2-key/", views.sm2_key, name="sm2_key"),
    path("<uuid:paper>/authority/", views.authority, name="authority"),
    path("<uuid:paper>/take-over/", views.take_over_said, name="take_over"),
    path("<uuid:paper>/print/", views.print_paper, name="print"),
    path("<uuid:paper>/page/<int:number>/", views.page_picture_of, name="page"),
    path("<uuid:paper>/again/", views.again, name="again"),
    path("<uuid:paper>/sign/", signing.sign, name="sign"),
    path("<uuid:paper>/finger/", signing.finger, name="finger"),
    path("<uuid:paper>/refuse/", signing.refuse, name="refuse"),
    path("<uuid:paper>/signatures/", signing.confirm, name="confirm"),
]
