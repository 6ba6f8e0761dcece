# SPDX-License-Identifier: Apache-2.0
"""The law engine: case facts, a bureau's regulation and a calendar in, findings out.

Pure: it knows no framework, clock, network or database. The same input gives the same answer.
"""
