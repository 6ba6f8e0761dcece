# SPDX-License-Identifier: Apache-2.0
"""Views of entering: each reads input, calls one act or query, and renders."""
