# SPDX-License-Identifier: Apache-2.0
"""Pages about the forms of a bureau's papers: what each asks for, and changes of their words."""
