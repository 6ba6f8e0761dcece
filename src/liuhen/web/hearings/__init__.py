# SPDX-License-Identifier: Apache-2.0
"""For when a hearing is planned."""
