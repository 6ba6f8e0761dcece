# SPDX-License-Identifier: Apache-2.0
"""What the regulation makes of the rows: findings, open duties, tallies."""
