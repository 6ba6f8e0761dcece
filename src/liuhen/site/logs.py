# SPDX-License-Identifier: Apache-2.0
"""What the log says of refused requests: one line, and no trace, which only a fault deserves."""

import logging

_FAULT = 500


def without_trace(record: logging.LogRecord) -> bool:
    """Take the trace from a refusal (below 500), such as a page that is not there; log it all."""
    if getattr(record, "status_code", _FAULT) < _FAULT:
        record.exc_info, record.exc_text = None, None
    return True
