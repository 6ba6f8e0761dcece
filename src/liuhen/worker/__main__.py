# SPDX-License-Identifier: Apache-2.0
"""`python -m liuhen.worker`: one worker, as a process of its own."""

import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liuhen.site.settings")
    django.setup()
    from liuhen.worker.run import main

    main()
