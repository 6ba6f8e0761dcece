# SPDX-License-Identifier: Apache-2.0
"""Linking originals to activities, by time range, and undoing it.

- `acts`: linking, undoing it, changing its range or its activity; many at once
- `holding`: a link under way: what is locked, and in which order
- `ranges`: what may be linked, and from when to when
- `reading`: the links of an original, what a viewer sees of it, what nobody has linked

What a link says of a recording stands in `cases.links`; `cases.carrying` keeps it true.
"""
