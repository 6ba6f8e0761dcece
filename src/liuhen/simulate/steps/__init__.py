# SPDX-License-Identifier: Apache-2.0
"""The steps of a procedure, as an honest bureau takes them. Stories put them in order."""
