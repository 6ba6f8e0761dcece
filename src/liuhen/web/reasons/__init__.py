# SPDX-License-Identifier: Apache-2.0
"""What is late and why: for a head a list to print, for an officer a question once a day."""
