# SPDX-License-Identifier: Apache-2.0
"""Numbers of bytes as pages say them: in the same units as the commands and the limits."""

_STEP = 1024
_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")


def size_said(count: int) -> str:
    """Return a number of bytes as a person reads it.

    >>> size_said(532), size_said(8_214_874), size_said(3 * 1024**3)
    ('532 B', '7.8 MiB', '3.0 GiB')
    """
    amount = float(count)
    for unit in _UNITS:
        if amount < _STEP or unit == _UNITS[-1]:
            break
        amount /= _STEP
    return f"{count} B" if unit == "B" else f"{amount:.1f} {unit}"
