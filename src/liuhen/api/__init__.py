# SPDX-License-Identifier: Apache-2.0
"""The door for other programs: cases and findings as JSON, with bearer tokens."""
