# SPDX-License-Identifier: Apache-2.0
"""Collecting from a recorder or a card: reads what is new, sends it, waits until it is safe.

It runs on a docking station, where there is no Django and no database:

- the card is only read; nothing on it is written, renamed or deleted;
- what was sent is remembered on the station (`memory`), so that a loss of cable, network, power or
  server costs no more than what was under way;
- a file is named as one that may be erased only after the server has read it again from its own
  store, and only if the server's digest is that of the bytes that were read here.
"""
