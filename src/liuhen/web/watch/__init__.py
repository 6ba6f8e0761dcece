# SPDX-License-Identifier: Apache-2.0
"""Watching an original: player, marks on its time line, and the bytes themselves."""
