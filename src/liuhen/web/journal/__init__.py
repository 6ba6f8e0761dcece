# SPDX-License-Identifier: Apache-2.0
"""The journal without the content of cases, for audit administrators."""
