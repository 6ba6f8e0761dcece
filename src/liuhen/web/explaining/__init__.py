# SPDX-License-Identifier: Apache-2.0
"""Explaining what was not recorded: the work list of unexplained gaps, and one gap."""
