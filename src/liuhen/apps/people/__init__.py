# SPDX-License-Identifier: Apache-2.0
"""Organisations, persons, roles with dates, and who may see and do what."""
