# SPDX-License-Identifier: Apache-2.0
"""How a case begins: registering it, starting a procedure or not, telling the complainant."""
