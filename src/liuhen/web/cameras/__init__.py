# SPDX-License-Identifier: Apache-2.0
"""Fixed cameras, and what is to be fetched from them before they overwrite it."""
