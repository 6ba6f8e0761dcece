# SPDX-License-Identifier: Apache-2.0
"""Puts the parts together: settings, addresses, the WSGI application."""
