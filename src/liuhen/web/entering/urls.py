# SPDX-License-Identifier: Apache-2.0
"""The addresses of entering a case, below /cases/."""

from django.urls import path

from liuhen.web.entering.views import adding, closing, exchange, facts, opening

app_name = "entering"
_CASE = "<uuid:key>"
_FACT = "<uuid:key>/<slug:fact>/<uuid:item>"
urlpatterns = [
    path("new/", opening.open_case, name="open"),
    path("new/secret/", opening.secret, name="secret"),
    path("import/", exchange.import_case, name="import"),
    path(f"{_CASE}/add/", adding.menu, name="menu"),
    path(f"{_CASE}/add/<slug:fact>/", adding.add, name="add"),
    path(f"{_CASE}/export/", exchange.export, name="export"),
    path(f"{_CASE}/handlers/", opening.handlers, name="handlers"),
    path(f"{_CASE}/correct/", opening.correct, name="correct_case"),
    path(f"{_CASE}/store/", closing.store, name="store"),
    path(f"{_CASE}/archive/", closing.archive, name="archive"),
    path(f"{_CASE}/document/<uuid:item>/scan/", facts.scan, name="scan"),
    path(f"{_CASE}/document/<uuid:item>/sign/", facts.sign, name="sign"),
    path(f"{_CASE}/document/<uuid:item>/signature/", facts.signature, name="signature"),
    path(f"{_CASE}/interruption/<uuid:item>/report/", facts.report, name="report"),
    path(f"{_CASE}/recording/<uuid:item>/returned/", facts.returned, name="returned"),
    path(f"{_FACT}/", facts.fact, name="fact"),
    path(f"{_FACT}/correct/", facts.correct, name="correct"),
    path(f"{_FACT}/withdraw/", facts.withdraw, name="withdraw"),
]
