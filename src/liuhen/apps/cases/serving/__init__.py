# SPDX-License-Identifier: Apache-2.0
"""Serving a paper: by which way, with which proof, when it counts as served, and what if it fails.

- `counting`: how a bureau counts days and periods
- `asking`: what a way of service asks for
- `consent`: since when a party agrees to be served electronically
- `served`: what has been served, and when it counts as done
- `papers`: the papers that go to the party, and to whom they go
- `entering`: a service and its proof, and what became of it
"""
