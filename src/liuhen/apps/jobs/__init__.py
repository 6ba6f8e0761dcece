# SPDX-License-Identifier: Apache-2.0
"""The jobs table: work that waits for a worker, by name."""
