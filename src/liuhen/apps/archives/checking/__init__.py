# SPDX-License-Identifier: Apache-2.0
"""Holding one case against vault and journal: its files, its rows, its leaves.

- `found`: what was looked at and what was found
- `files`: every file of the case is read again from the vault
- `leaves`: every leaf is hashed anew and led to the newest signed head
- `rows`: every row is what the last leaf about it says
- `cases`: all of it for one case

What lies beyond the case (that no leaf was cut off the end, that witnesses agree) is the matter of
`liuhen journal audit`.
"""
