# SPDX-License-Identifier: Apache-2.0
"""My desk: what is to be done next."""
