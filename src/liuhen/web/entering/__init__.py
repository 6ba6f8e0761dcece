# SPDX-License-Identifier: Apache-2.0
"""Entering cases and facts by hand: what happened, what was written, recorded, what went wrong."""
