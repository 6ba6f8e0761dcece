# SPDX-License-Identifier: Apache-2.0
"""The server of an S3 store, as a content policy names it."""

from urllib.parse import parse_qs, urlsplit


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
