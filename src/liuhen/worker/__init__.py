# SPDX-License-Identifier: Apache-2.0
"""The door behind which jobs are done."""
