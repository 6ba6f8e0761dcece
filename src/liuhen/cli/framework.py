# SPDX-License-Identifier: Apache-2.0
"""Starts Django for the commands that need the database; the others never import this module."""

import os

import django


def start() -> None:
    """Load the settings and the apps. After this, models may be imported."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liuhen.site.settings")
    django.setup()
