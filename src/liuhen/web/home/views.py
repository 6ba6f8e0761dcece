# SPDX-License-Identifier: Apache-2.0
"""My desk: what is to be done next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from liuhen.apps.people.access import Permission
from liuhen.web.pages import page


@page(Permission.ACCOUNT)
def todo(request: HttpRequest) -> HttpResponse:
    """Show open duties by due time."""
    return render(request, "home/todo.html", {})
