# SPDX-License-Identifier: Apache-2.0
"""Ending a case, letting it stand still and go on, splitting it, deciding anew."""
