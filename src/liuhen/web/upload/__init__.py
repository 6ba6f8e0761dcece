# SPDX-License-Identifier: Apache-2.0
"""Bringing recordings in by the browser: a recorder's card, or files of any kind."""
