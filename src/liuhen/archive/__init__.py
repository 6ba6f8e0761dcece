# SPDX-License-Identifier: Apache-2.0
"""Bundles: what leaves the house, and what a court checks alone.

The format is docs/reference/bundle-format.md. Nothing here knows a framework, a database or the
network; whoever holds a bundle and this package can verify it.
"""
