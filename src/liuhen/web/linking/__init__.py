# SPDX-License-Identifier: Apache-2.0
"""Linking footage to what it shows: the work list of what nobody has linked, and one link."""
