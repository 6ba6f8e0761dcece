# SPDX-License-Identifier: Apache-2.0
"""Files that prove something: today the scans attached to documents."""
