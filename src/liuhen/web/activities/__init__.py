# SPDX-License-Identifier: Apache-2.0
"""Activities that belong to no case yet: most footage is routine patrol."""
