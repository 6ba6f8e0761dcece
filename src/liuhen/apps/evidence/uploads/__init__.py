# SPDX-License-Identifier: Apache-2.0
"""Uploads (tus 1.0) under way: begun, received, finished, ended, expired.

- `rows`: what an upload is between two requests: its row, its file, its digest so far, whose turn
- `beginning`: beginning one, and ending what is given up or left
- `bodies`: the bytes that one request brings
- `finishing`: a whole upload becomes an original

How bytes are read and written stands in `evidence.receiving`, whose turn it is in `evidence.turns`,
how much room there is in `evidence.quota`. The rows are no evidence yet and leave no leaf; keeping
does.
"""
