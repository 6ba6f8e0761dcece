# SPDX-License-Identifier: Apache-2.0
"""Liuhen 留痕: records of administrative enforcement, judged against each bureau's regulation."""

__version__ = "0.1.0"
