# SPDX-License-Identifier: Apache-2.0
"""Office files as plain values. Readers here run in `liuhen.media.sandbox`."""
