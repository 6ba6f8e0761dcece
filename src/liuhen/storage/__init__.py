# SPDX-License-Identifier: Apache-2.0
"""Adapters of the port `liuhen.vault.store`."""
