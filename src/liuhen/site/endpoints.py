# SPDX-License-Identifier: Apache-2.0
"""Addresses in settings: of an S3 store, as a content policy names it, and of the pages."""

import os
from urllib.parse import parse_qs, urlsplit

from liuhen.errors import UserError


def origin_of_endpoint(store_url: str) -> str:
    """Return the origin that signed addresses lead to; `https:` where the store names none.

    >>> origin_of_endpoint("s3://evidence/liuhen?endpoint=https://store.example:9000/x")
    'https://store.example:9000'
    >>> origin_of_endpoint("s3://evidence/liuhen")
    'https:'
    """
    endpoint = parse_qs(urlsplit(store_url).query).get("endpoint", [""])[0]
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else "https:"


def address_of_pages(name: str) -> str:
    """Return the address that the setting gives, without a slash at its end, or nothing.

    Raises:
        UserError: it is no address of a web server.
    """
    said = os.environ.get(name, "").strip().rstrip("/")
    parts = urlsplit(said)
    plain = parts.scheme in ("https", "http") and parts.hostname and not parts.path
    if said and not (plain and said == f"{parts.scheme}://{parts.netloc}"):
        raise UserError(f"{name}: {said!r} is no address such as https://liuhen.example.gov.cn")
    return said
