# SPDX-License-Identifier: Apache-2.0
"""The bureau's records, as Django apps.

Each knows only those before it: trace, jobs, people, rules, evidence, cases, compliance.
"""
