# SPDX-License-Identifier: Apache-2.0
"""The list of cases and the page of one case."""
