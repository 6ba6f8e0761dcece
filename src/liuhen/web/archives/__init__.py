# SPDX-License-Identifier: Apache-2.0
"""Pages about bundles and checks of a case."""
