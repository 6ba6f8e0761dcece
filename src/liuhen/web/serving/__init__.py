# SPDX-License-Identifier: Apache-2.0
"""Serving the papers of a case, step by step: which paper, by which way, with which proof."""
