# SPDX-License-Identifier: Apache-2.0
"""Working on the spot, from a phone."""
