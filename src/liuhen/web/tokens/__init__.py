# SPDX-License-Identifier: Apache-2.0
"""Tokens, with which another program acts as a person."""
