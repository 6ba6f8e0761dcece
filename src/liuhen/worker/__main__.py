# SPDX-License-Identifier: Apache-2.0
"""`python -m liuhen.worker [lane …]`: one worker, as a process of its own; no lane means all."""

import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liuhen.site.settings")
    django.setup()
    from liuhen.worker.run import main

    main(sys.argv[1:])
