# SPDX-License-Identifier: Apache-2.0
"""People and organisation of a bureau: who belongs where, holds which role and certificate."""
