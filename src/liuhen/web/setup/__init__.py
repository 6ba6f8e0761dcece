# SPDX-License-Identifier: Apache-2.0
"""Setting up a bureau: the first page of a new installation, and what is changed later."""
