# SPDX-License-Identifier: Apache-2.0
"""Several people who do something at the same moment."""

import threading
from collections.abc import Callable

from django.db import connection


def at_once(*jobs: Callable[[], object]) -> list[Exception]:
    """Run each job in a thread of its own and return what failed."""
    failures: list[Exception] = []

    def run(job: Callable[[], object]) -> None:
        try:
            job()
        except Exception as failure:  # noqa: BLE001  # a thread hands back whatever it was
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures
