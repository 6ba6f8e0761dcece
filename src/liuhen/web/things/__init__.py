# SPDX-License-Identifier: Apache-2.0
"""Things in the bureau's hands."""
