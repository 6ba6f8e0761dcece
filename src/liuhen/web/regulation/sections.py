# SPDX-License-Identifier: Apache-2.0
"""What a regulation says beside the duties of a case, as sections that can be read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liuhen.apps.people.roles import Role
from liuhen.law import pack_parts
from liuhen.law.pack import Pack, Says
from liuhen.law.packs import folder_of
from liuhen.web.listing import listed
from liuhen.web.regulation import part_words
from liuhen.web.regulation.articles import said
from liuhen.web.regulation.periods import period_said
from liuhen.web.words import label


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: its sentence, and what belongs to it."""

    text: str
    articles: tuple[str, ...] = ()
    details: list[str] = field(default_factory=list)
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the regulation."""

    id: str
    title: str
    lines: list[Line]


def sections_of(pack: Pack) -> list[Section]:
    """Return the parts that the regulation has, as the program's pack folder says them."""
    parts = pack_parts.read_parts(folder_of(pack.id))
    offices = {office.id: said(office.name) for office in parts.roles}
    made = [
        Section("recording-list", _("What is recorded"), list(_recorded(parts, pack))),
        Section("approvals", _("Who approves what"), list(_approvals(parts, pack))),
        Section("access", _("Who may see records"), list(_access(parts, offices))),
        Section("supply", _("Handing out records"), list(_supply(parts, offices))),
        Section("duties", _("Regular duties of offices"), list(_duties(parts, offices))),
        Section("conduct", _("Prohibitions and consequences"), list(_conduct(parts))),
        Section("roles", _("Offices and posts"), list(_offices(parts))),
        Section("forms", _("Papers and numbers"), list(_forms(parts))),
    ]
    return [section for section in made if section.lines]


def _recorded(parts: pack_parts.Parts, pack: Pack) -> Iterator[Line]:
    duties = {one.id: one for one in pack.obligations}
    for entry in parts.recording_list:
        duty = duties.get(entry.obligation)
        if duty is not None:
            span = _("from: %(begins)s; until: %(ends)s") % {
                "begins": said(entry.begins),
                "ends": said(entry.ends),
            }
            mark = _("public") if entry.public else ""
            yield Line(said(duty.says), duty.articles, [span], mark)


def _approvals(parts: pack_parts.Parts, pack: Pack) -> Iterator[Line]:
    duties = {one.id: one for one in pack.obligations}
    for one in parts.approvals:
        duty = duties.get(one.obligation or "")
        signing = [need for part in duty.require for need in part.signed_by] if duty else []
        who = _roles(one.by) or _signers(signing) or _("as the bureau decides")
        articles = tuple(one.articles) or (duty.articles if duty else ())
        steps = [
            _named(said(step.says), _roles(step.by) or who)
            for step in one.route
            if len(one.route) > 1
        ]
        yield Line(said(one.says), articles, steps or [_named(_("approves"), who)])


def _access(parts: pack_parts.Parts, offices: dict[str, str]) -> Iterator[Line]:
    for one in parts.access:
        details = []
        if one.without_asking:
            seers = [
                _("%(role)s (%(over)s)")
                % {"role": _role(seer.role), "over": part_words.OVER[seer.over]}
                for seer in one.without_asking
            ]
            details.append(_named(_("see without asking"), _list(seers)))
        if one.granted_by:
            details.append(_named(_("others ask"), _roles(one.granted_by)))
        if one.reviewed_by:
            office = offices.get(one.reviewed_by, one.reviewed_by)
            details.append(_named(_("sets the limits"), office))
        secret = _list(label("secrecy", word) for word in one.secrecy)
        yield Line(said(one.says), tuple(one.articles), details, secret)


def _supply(parts: pack_parts.Parts, offices: dict[str, str]) -> Iterator[Line]:
    for one in parts.supply:
        details = [_named(_("to"), _list(part_words.BODIES[body] for body in one.to))]
        if one.office:
            details.append(_named(_("handed out by"), offices.get(one.office, one.office)))
        if one.keeps_copy:
            details.append(_("a copy is kept"))
        if one.under:
            details.append(said(one.under))
        yield Line(said(one.says), tuple(one.articles), details)


def _duties(parts: pack_parts.Parts, offices: dict[str, str]) -> Iterator[Line]:
    for one in parts.duties:
        details = [_named(_("who"), offices.get(one.office, one.office))] if one.office else []
        if one.due is not None:
            details.append(period_said(one.due))
        if one.last_days:
            details.append(_("in the last %(n)d days") % {"n": one.last_days})
        if one.ledger:
            details.append(_("a ledger is kept"))
        yield Line(said(one.says), tuple(one.articles), details, str(part_words.EVERY[one.every]))


def _conduct(parts: pack_parts.Parts) -> Iterator[Line]:
    for one in parts.conduct:
        details = []
        if one.measures:
            measures = _list(part_words.MEASURES[measure] for measure in one.measures)
            details.append(_named(_("what follows"), measures))
        if one.who:
            who = _list(
                str(part_words.WHO[word]) if word in part_words.WHO else _role(word)
                for word in one.who
            )
            details.append(_named(_("who"), who))
        mark = str(part_words.CONDUCT[one.kind])
        if one.grade:
            mark += f" · {part_words.GRADES[one.grade]}"
        yield Line(said(one.says), tuple(one.articles), details, mark)


def _offices(parts: pack_parts.Parts) -> Iterator[Line]:
    for one in parts.roles:
        details = [_named(_("in the system"), _roles(one.holds))] if one.holds else []
        mark = str(part_words.OFFICES[one.kind])
        yield Line(said(one.name), tuple(one.articles), details, mark)


def _forms(parts: pack_parts.Parts) -> Iterator[Line]:
    names: dict[str, Says] = {one.id: one.says for one in parts.forms.numbering}
    for series in parts.forms.numbering:
        pattern = _named(_("pattern"), _pattern(series.pattern))
        yield Line(said(series.says), (), [pattern], _("numbers"))
    plain = []
    for form in parts.forms.forms:
        series_name = names.get(form.numbering or "")
        if series_name:
            yield Line(_title(form), (), [_named(_("numbered in"), said(series_name))])
        else:
            plain.append(_title(form))
    if plain:
        yield Line(_list(plain), (), [], _("without a number"))


def _pattern(pattern: str) -> str:
    """Return the pattern with its places named for a person."""
    return pattern.format(short_name=_("<short name>"), year=_("<year>"), number="N")


def _title(form: pack_parts.Form) -> str:
    return f"《{said(form.title)}》"


def _role(word: str) -> str:
    return str(Role(word).label)


def _roles(words: Iterable[str]) -> str:
    return _list(map(_role, words))


def _signers(needs: Iterable[str]) -> str:
    found = (word for need in needs for word in need.split("|"))
    return _list(label("signature", word) for word in dict.fromkeys(found))


def _named(name: str, value: str) -> str:
    return f"{name}: {value}" if get_language() == "en" else f"{name}：{value}"


def _list(words: Iterable[str | Promise]) -> str:
    return listed(words)
