# SPDX-License-Identifier: Apache-2.0
"""The language of pages: Chinese, until the reader chooses another one by the switch.

What the browser prefers does not count: a bureau's machines are set up in many ways, and its
officers read Chinese.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

Answer = Callable[[HttpRequest], HttpResponseBase]


def language_middleware(answer: Answer) -> Answer:
    """Answer each request in the language of its cookie, or else in the first language."""
    known = dict(settings.LANGUAGES)

    def answered(request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in known else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = answer(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return answered
