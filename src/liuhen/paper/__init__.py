# SPDX-License-Identifier: Apache-2.0
"""Papers. Knows no Django.

- office files that came from outside, as plain values: `sheet`, `wordfile`, run in the sandbox;
- forms of documents (`form`, `standard`), what stands in them (`values`, `checking`), and
  what comes of them.
"""
