# SPDX-License-Identifier: Apache-2.0
"""What a party owes after a decision, case by case and over a section."""
