# SPDX-License-Identifier: Apache-2.0
"""The command line door: `liuhen NOUN VERB`. Each command calls one act or query."""
