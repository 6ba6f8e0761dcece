# SPDX-License-Identifier: Apache-2.0
from support.fixtures import clock, house, leaves_stay, many_writers, s3_server, start

__all__ = ["clock", "house", "leaves_stay", "many_writers", "s3_server", "start"]
