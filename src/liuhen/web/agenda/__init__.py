# SPDX-License-Identifier: Apache-2.0
"""The calendar of due times, as a month, as a list, and for calendar programs."""
