# SPDX-License-Identifier: Apache-2.0
"""The WSGI application that a server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liuhen.site.settings")
os.environ.setdefault("LIUHEN_CONNECTIONS", "3")  # kept open by a server; commands keep none
application = get_wsgi_application()
