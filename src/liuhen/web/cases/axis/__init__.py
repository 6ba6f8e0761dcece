# SPDX-License-Identifier: Apache-2.0
"""The time axis of a case as a picture: a lane a stage, footage under what it should cover.

`items` says what is to be drawn, `scale` where an instant lies, `packing` which row is free,
`picture` puts shapes together. All of it is plain values; a template writes them as SVG.
"""
