# SPDX-License-Identifier: Apache-2.0
"""The search box and what it finds."""
