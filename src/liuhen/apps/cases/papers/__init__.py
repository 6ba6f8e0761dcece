# SPDX-License-Identifier: Apache-2.0
"""Papers: written as a draft, numbered, issued once, signed; see `cases.models.papers`.

- `series`: numbers of a bureau's series: reserved, used, or void with a reason
- `sources`: where the first value of a field comes from
- `drafts`: beginning, saving as one types, giving up
- `issuing`: freeze, print, seal, keep; then one act
- `signing`: in the system, by finger, refusal; each adds a revision to the PDF
- `difference`: where the rows of today say something else than the paper
"""
