# SPDX-License-Identifier: Apache-2.0
"""Cases that are kept on another platform: its sheet, and the scans of their papers."""
