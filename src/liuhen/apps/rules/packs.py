# SPDX-License-Identifier: Apache-2.0
"""Packs as the bureaus adopted them: whole, by digest; no upgrade changes an answer."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from liuhen.apps.people.models import Organisation
from liuhen.apps.rules.errors import NoPackError
from liuhen.apps.rules.models import PackAdoption, PackVersion
from liuhen.apps.trace.journal import Record
from liuhen.apps.trace.once import once
from liuhen.law.errors import BadInput
from liuhen.law.pack import Manifest, Obligation, Pack, RetentionPlan
from liuhen.law.packs import load_pack
from liuhen.vault.canonical import canonical_json, digest_of


class _Content(msgspec.Struct):
    manifest: Manifest
    version: str
    obligations: tuple[Obligation, ...]
    retention: RetentionPlan


def put_adoption(
    *, bureau: Organisation, pack_id: str, from_date: date, record: Record
) -> PackAdoption:
    """Let acts that begin on `from_date` or later be judged by the pack; inside an act.

    Raises:
        NoPackError: the program brings no pack of this id.
    """
    try:
        pack = load_pack(pack_id)
    except BadInput as error:
        raise NoPackError(str(error)) from None
    version = keep_version(pack, record.at)
    return record.create(
        PackAdoption(
            bureau=bureau,
            version=version,
            from_date=from_date,
            adopted_at=record.at,
            adopted_by=record.actor.reference,
        )
    )


def keep_version(pack: Pack, at: datetime) -> PackVersion:
    """Keep what decides the pack's answers, once."""
    content = _content(pack)
    version, _made = PackVersion.objects.get_or_create(
        digest=digest_of(canonical_json(content)),
        defaults={
            "pack_id": pack.id,
            "title": pack.manifest.title,
            "content": content,
            "kept_at": at,
        },
    )
    return version


def digest_of_pack(pack: Pack) -> str:
    """Return the digest under which a version would be kept."""
    return digest_of(canonical_json(_content(pack)))


def _content(pack: Pack) -> dict[str, Any]:
    content = _Content(pack.manifest, pack.version, pack.obligations, pack.retention)
    plain: dict[str, Any] = msgspec.to_builtins(content)
    return plain


def pack_of(bureau: Organisation, day: date) -> Pack:
    """Return the pack by which the bureau judges what began on `day`.

    Before the first adoption the first one counts: a bureau has just one text then.

    Raises:
        NoPackError: the bureau has adopted none.
    """
    adoptions = once((PackAdoption, bureau.pk), lambda: _adoptions(bureau))
    if not adoptions:
        raise NoPackError(_("%(bureau)s has not adopted a regulation yet.") % {"bureau": bureau})
    return adopted(next((one for since, one in adoptions if since <= day), adoptions[-1][1]))


def _adoptions(bureau: Organisation) -> list[tuple[date, str]]:
    """From when on which version counts, the newest first."""
    rows = PackAdoption.objects.filter(bureau=bureau).order_by("-from_date")
    return list(rows.values_list("from_date", "version_id"))


def packs_of(bureau: Organisation) -> list[Pack]:
    """Return every pack by which something of the bureau is judged, the newest first."""
    adoptions = once((PackAdoption, bureau.pk), lambda: _adoptions(bureau))
    return [adopted(digest) for _since, digest in adoptions]


@lru_cache(maxsize=64)
def adopted(digest: str) -> Pack:
    """Return a version that was kept."""
    content = msgspec.convert(PackVersion.objects.get(digest=digest).content, _Content)
    return Pack(content.manifest, content.version, content.obligations, content.retention)
