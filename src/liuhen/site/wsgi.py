# SPDX-License-Identifier: Apache-2.0
"""The WSGI application that a server runs.

What a server loads once stays as long as the server: Python's collector would look through all of
it again and again, for a tenth of a second and in the middle of somebody's page. It is set aside
here, and the collector looks more rarely at the little that pages leave.
"""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

#: So many more objects, some ten pages' worth, before the collector looks at the youngest.
_YOUNGEST = 50_000

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liuhen.site.settings")
os.environ.setdefault("LIUHEN_CONNECTIONS", "3")  # kept open by a server; commands keep none
application = get_wsgi_application()
get_resolver().reverse_dict  # noqa: B018  # loads every page, which the first visitor waits for else
gc.collect()
gc.freeze()
gc.set_threshold(_YOUNGEST, *gc.get_threshold()[1:])
