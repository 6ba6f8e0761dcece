# SPDX-License-Identifier: Apache-2.0
"""The people of a case outside the bureau: who they are, what is confidential, where to serve them.

- `reading`: participants as one viewer sees them
- `ages`: how old somebody was on the day of the act, and what that asks for
- `acts`: entering, changing and ending them, the confirmed address, the party that a case names
- `parties`: who the parties are, where one stands in the case as a name alone too
- `particulars`: what can be said of somebody, and which of it is confidential
- `citizen_numbers`: what a citizen's number says
- `plausible`: numbers that look mistyped
- `informants`: who informed stands in no text that everybody reads
- `minors`, `masks`: when a minor's name and addresses are confidential, and what stands for them
"""
