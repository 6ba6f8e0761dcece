# SPDX-License-Identifier: Apache-2.0
"""Hand-over: what a section has not handed over, its lists, and their receipts."""
