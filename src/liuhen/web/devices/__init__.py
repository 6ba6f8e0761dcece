# SPDX-License-Identifier: Apache-2.0
"""Devices: the register, who has which, their upkeep and clocks."""
