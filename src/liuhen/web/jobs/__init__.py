# SPDX-License-Identifier: Apache-2.0
"""Jobs of the installation, for system administrators."""
