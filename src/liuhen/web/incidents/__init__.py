# SPDX-License-Identifier: Apache-2.0
"""Incidents, noted by anybody on duty."""
