# SPDX-License-Identifier: Apache-2.0
"""What must be right for twenty years: digests, the form of a leaf, the port of the store."""
