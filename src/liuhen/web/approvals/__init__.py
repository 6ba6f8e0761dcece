# SPDX-License-Identifier: Apache-2.0
"""Approvals: what waits for me, a request, asking for one, delegations, what nobody can take."""
