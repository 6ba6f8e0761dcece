# SPDX-License-Identifier: Apache-2.0
"""The people of a case outside the bureau."""
