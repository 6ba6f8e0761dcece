# SPDX-License-Identifier: Apache-2.0
"""What a decision orders, how far the party has done it, and what comes next.

Periods and rates are data with law and article (`packs/shared/statutory.yaml`).

- `course`: what happened after the decision, read once
- `standing`: what is owed, paid and late, and the surcharge that grows; the lists of a section
- `undone`: dues that rest, because their decision was revoked or decided anew
- `following`: what comes next, up to the court
- `ordering`: what a decision orders, and letting it drop
- `correcting`: what was entered wrongly of it
- `asked_exactly`: what exactly a head is asked for about it
- `paying`: payments, parts, the surcharge that is ordered
- `carrying_out`: corrections that are checked, things given up, steps against who does not perform
- `granting`: what a head granted: a plan of parts, that something is let go, a surcharge
- `unentered`, `collected`: decisions whose dues, and fines whose hand-over, nobody entered
- `in_hand`: which facts are somebody's work
- `entering`: what these acts share
"""
