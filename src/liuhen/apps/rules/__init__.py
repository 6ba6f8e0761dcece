# SPDX-License-Identifier: Apache-2.0
"""Which regulation, calendar and text a bureau goes by, and from which day."""
