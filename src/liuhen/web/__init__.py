# SPDX-License-Identifier: Apache-2.0
"""The pages: a door that reads input, calls one act or query, and renders."""
