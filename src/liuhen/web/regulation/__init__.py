# SPDX-License-Identifier: Apache-2.0
"""The regulation: its articles, how each is carried out, and the bureau's own text beside them."""
