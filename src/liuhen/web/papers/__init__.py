# SPDX-License-Identifier: Apache-2.0
"""Writing papers, issuing and signing them, scans of signed ones, and the register of numbers."""
