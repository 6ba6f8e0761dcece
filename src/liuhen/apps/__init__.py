# SPDX-License-Identifier: Apache-2.0
"""The bureau's records, as Django apps: trace, jobs < people < rules < evidence < cases < compliance."""
