# SPDX-License-Identifier: Apache-2.0
"""What came from outside and may be hostile: it is looked at in a child process alone."""
