# SPDX-License-Identifier: Apache-2.0
"""Cases and their dated facts, and the acts that enter, correct and approve them."""
