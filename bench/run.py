# SPDX-License-Identifier: Apache-2.0
"""`make bench`: every measure there is. Options go to the first, such as `--json FILE`."""

import journal
import law

if __name__ == "__main__":
    raise SystemExit(law.main() or journal.main([]))
