# SPDX-License-Identifier: Apache-2.0
from support.fixtures import leaves_stay, many_writers, start

__all__ = ["leaves_stay", "many_writers", "start"]
