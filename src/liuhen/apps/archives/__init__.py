# SPDX-License-Identifier: Apache-2.0
"""What leaves the house and what is held against the journal: bundles and checks of cases."""
