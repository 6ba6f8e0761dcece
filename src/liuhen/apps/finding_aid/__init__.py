# SPDX-License-Identifier: Apache-2.0
"""The finding aid: search entries, the index over them, and who finds what."""
