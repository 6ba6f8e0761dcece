# SPDX-License-Identifier: Apache-2.0
"""Recordings: the catalogue of what was recorded, and the tabs under which their pages stand."""
