# SPDX-License-Identifier: Apache-2.0
"""Who is away, with which ground, and who came back when."""
