# SPDX-License-Identifier: Apache-2.0
"""The API of version 1 and its description, which docs/reference/openapi.json holds.

python -m liuhen.api.openapi > docs/reference/openapi.json
"""

import json
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from liuhen import __version__
from liuhen.api.cases import router
from liuhen.api.originals import router as originals
from liuhen.api.problems import speak_problems
from liuhen.api.shapes import contract_components


class LiuhenAPI(NinjaAPI):
    """An API whose description speaks of facts and findings as the contract does."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """Return the description, with the contract's own schemas among its components."""
        schema = super().get_openapi_schema(**kwargs)
        schema["components"]["schemas"] |= contract_components()
        return schema


def make_api() -> LiuhenAPI:
    """Make the API; nothing of it comes from elsewhere, so there is no page that needs a CDN."""
    api = LiuhenAPI(
        title="Liuhen",
        version=__version__,
        description="Cases, their facts and findings. Times are ISO 8601 with an offset.",
        docs_url=None,
        urls_namespace="api-v1",
    )
    api.add_router("", router)
    api.add_router("", originals)
    speak_problems(api)
    return api


def description() -> str:
    """Return the description as it stands in the documents."""
    schema = make_api().get_openapi_schema(path_prefix="/api/v1/")
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
