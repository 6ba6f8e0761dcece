# SPDX-License-Identifier: Apache-2.0
"""What somebody sees who has failed to sign in too often."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(
    request: HttpRequest, _response: HttpResponse | None = None, _credentials: Any = None
) -> HttpResponse:
    """Say in one sentence that signing in is closed, and for how long. Called by django-axes."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return render(request, "account/locked.html", {"minutes": minutes}, status=429)
