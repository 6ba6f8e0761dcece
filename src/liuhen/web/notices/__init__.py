# SPDX-License-Identifier: Apache-2.0
"""What I am told: the bell, my notices, and how long ahead the people of a bureau are told."""
