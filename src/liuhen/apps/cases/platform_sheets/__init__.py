# SPDX-License-Identifier: Apache-2.0
"""Cases that are kept on another platform: its list as XLSX, and the scans of their papers.

- `descriptions`: which column says what, shipped or brought in by the bureau
- `cells`: the cells of a sheet, and days and times in them
- `reading`: one row as facts of a case, with what is wrong with it
- `importing`: every row shown before anything is written, then brought in
- `scans`: the papers of such a case, entered in one pass
"""
