# SPDX-License-Identifier: Apache-2.0
"""The working-day calendar: the years that are known, and the notice that is added each year."""
