# SPDX-License-Identifier: Apache-2.0
from support.fixtures import clock, house

__all__ = ["clock", "house"]
