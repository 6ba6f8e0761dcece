# SPDX-License-Identifier: Apache-2.0
"""Django's SQLite back end with a fair queue of writers."""
