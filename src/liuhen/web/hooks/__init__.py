# SPDX-License-Identifier: Apache-2.0
"""Addresses outside that are told of reminders: messengers, other systems, e-mail."""
