# SPDX-License-Identifier: Apache-2.0
"""The journal: every act leaves one leaf, in the act's own transaction."""
