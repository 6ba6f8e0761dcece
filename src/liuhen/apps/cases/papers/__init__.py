# SPDX-License-Identifier: Apache-2.0
"""Papers: written as a draft, numbered, issued once, signed; see `cases.models.papers`.

- `series`: numbers of a bureau's series: reserved, used, or void with a reason
- `sources`: where the first value of a field comes from
- `drafts`: beginning, saving as one types, giving up
- `printing`: values to sealed PDF, without rows and transactions
- `freezing`: all that decides a paper, taken at one moment, with its number
- `issuing`: print what is frozen, seal, keep; then one act
- `reading`: papers, their frozen text and PDF, and who may see what
- `signing`: in the system, by finger, refusal; each adds a revision to the PDF
- `who_signs`: who may sign in which role, and who has to do it signed in
- `scanning`: signed papers that come back from the scanner, filed by the codes of their pages
- `seen_on_paper`: the signatures that a person saw on a scan
- `playback`: the party has seen a recording that is still in the recorder
- `difference`: where the rows of today say something else than the paper
"""
