# SPDX-License-Identifier: Apache-2.0
"""Answer the chief: one page about the recordings of a section, to print or to take along."""
