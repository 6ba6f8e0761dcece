# SPDX-License-Identifier: Apache-2.0
"""Signing in and out, the own password, the language."""
