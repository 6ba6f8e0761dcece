# SPDX-License-Identifier: Apache-2.0
"""Believable cases that never happened: for demonstration data, benchmarks and tests.

What this package promises:

- the same pack, seed and day give the same cases, and case number n does not depend on how many
  are asked for;
- an honest bureau's case (`faults=0`) breaks no duty of its own regulation, at whatever instant it
  is looked at; what goes wrong in the others stands in one table (`liuhen.simulate.faults`);
- no person, party, shop or vessel in it is meant to be a real one.

It knows the law's words of facts, packs and working-day calendar, and nothing else of the house.
"""

from liuhen.simulate.bureaus import bureau_of
from liuhen.simulate.cases import DEFAULT_NOW, cases, teams_of, whole_case, whole_cases

__all__ = ["DEFAULT_NOW", "bureau_of", "cases", "teams_of", "whole_case", "whole_cases"]
