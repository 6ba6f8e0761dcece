# SPDX-License-Identifier: Apache-2.0
"""Jobs that look into originals and say on the row what was found.

The names of the jobs are what others enqueue; `worker.run` knows what they mean.
"""

PROBE = "evidence.probe"
PREVIEW = "evidence.preview"
PROXY = "evidence.proxy"
CLIP = "evidence.clip"
