# SPDX-License-Identifier: Apache-2.0
"""What is wrong with the text of a form, in the reader's language.

The reader of forms knows no language but English (`paper.form_reader`; commands print it as it is).
Here each of its sentences is known by its shape, and said anew with the line and the place; and so
is what the press says where a form cannot be printed.
"""

import re
from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from liuhen.paper.form import FormError
from liuhen.paper.sheets import PressError

_HEAD = re.compile(
    r"(?P<file>[^:]+?)(?::(?P<line>\d+))?: "
    r"(?:(?P<path>[a-z_]+(?:\[\d+\])?[\w.\[\]]*): )?(?P<fault>.*)",
    re.DOTALL,
)
_WORD = r"(?P<word>'.*'|\".*\")"
#: The shape of a sentence, and what is said for it.
_SENTENCES: tuple[tuple[str, Promise | str], ...] = (
    (rf"unknown key {_WORD}; the keys here are: (?P<known>.*)",
     gettext_lazy("there is no key %(word)s here; the keys are: %(known)s")),
    (rf"the key {_WORD} is missing", gettext_lazy("the key %(word)s is missing")),
    (r"(?P<found>.*) is not a known word; known are: (?P<known>.*)",
     gettext_lazy("%(found)s is no word that is known here; there are: %(known)s")),
    (rf"{_WORD} stands twice.*", gettext_lazy("%(word)s stands twice")),
    (rf"{_WORD} is a name that every form has already",
     gettext_lazy("%(word)s is a name that every form has already; choose another")),
    (r"only a field of kind (?P<kind>\w+) has (?P<word>\w+)",
     gettext_lazy("only a field of kind %(kind)s has %(word)s")),
    (r"a field of kind (?P<kind>\w+) needs (?P<word>\w+)",
     gettext_lazy("a field of kind %(kind)s needs %(word)s")),
    (r"only a field of kind line or text has words of its own at first",
     gettext_lazy("only a field of kind line or text has words of its own at first")),
    (r"only a field of kind choice may take many",
     gettext_lazy("only a field of kind choice may take many")),
    (rf"{_WORD} begins with none of (?P<known>.*)",
     gettext_lazy("%(word)s begins with no source that is known; there are: %(known)s")),
    (r"a block has exactly one of (?P<known>.*); found (?P<found>.*)",
     gettext_lazy("a block has exactly one of these: %(known)s; found: %(found)s")),
    (r"a cell has exactly one of (?P<known>.*); found (?P<found>.*)",
     gettext_lazy("a cell has exactly one of these: %(known)s; found: %(found)s")),
    (r"write true, or leave the block out",
     gettext_lazy("write true, or leave the block out")),
    (r"`role` stands beside `opinion`", gettext_lazy("“role” stands only beside “opinion”")),
    (rf"there is no field {_WORD}; there are: (?P<known>.*)",
     gettext_lazy("there is no field %(word)s; there are: %(known)s")),
    (rf"{_WORD} is of kind (?P<kind>\w+); here stands (?P<known>.*)",
     gettext_lazy("%(word)s is of kind %(kind)s; here stands one of: %(known)s")),
    (rf"{_WORD} does not sign this form; who signs: (?P<known>.*)",
     gettext_lazy("%(word)s does not sign this form; who signs: %(known)s")),
    (rf"there is no {_WORD} to print; there are: (?P<known>.*)",
     gettext_lazy("there is no %(word)s to print; there are: %(known)s")),
    (r"line (?P<number>\d+) of the text: (?P<found>.*)",
     gettext_lazy("the printed text is no template in its line %(number)s (%(found)s)")),
    (r"brackets are nested too deep in this text",
     gettext_lazy("brackets are nested too deep in the printed text")),
    (rf"{_WORD} is printed nowhere; .*",
     gettext_lazy("%(word)s is printed nowhere; add it to the body, or write printed: false")),
    (rf"{_WORD} has no place to sign in the body",
     gettext_lazy("%(word)s has no place to sign in the body")),
    (r"`seal: true` of the form and a block .* belong together",
     gettext_lazy("“seal: true” of the form and a block “seal: true” in the body go together")),
    (r"more than (?P<number>\d+) KiB; a form is shorter",
     gettext_lazy("the text has more than %(number)s KiB; a form is shorter")),
    (r"anchors \(& and \*\) are not allowed in a form",
     gettext_lazy("anchors (& and *) are not allowed in a form")),
    (r"tags \(!\) are not allowed in a form", gettext_lazy("tags (!) are not allowed in a form")),
    (r"nested deeper than (?P<number>\d+) levels",
     gettext_lazy("nested deeper than %(number)s levels")),
    (r"not YAML: (?:did|could) not find expected (?:key|<.*>|'.*' indicator|.*comment.*)",
     gettext_lazy("this is no YAML; look at indentation")),
    (r"not YAML: (?:did|could) not find expected (?P<found>.*)",
     gettext_lazy("this is no YAML; look for what is missing: %(found)s")),
    (r"not YAML: mapping values are not allowed in this context",
     gettext_lazy("this is no YAML; a colon stands here in words without quotation marks")),
    (r"not YAML: found character that cannot start any token",
     gettext_lazy("this is no YAML; words that begin with a sign stand in quotation marks")),
    (r"not YAML: (?P<found>.*)",
     gettext_lazy("this is no YAML; look at indentation, colons and brackets (%(found)s)")),
    (r"a key is a word, not a list or an object",
     gettext_lazy("a key is a word, not a list or an object")),
    (r"expected str matching regex .*, found (?P<found>.*)",
     gettext_lazy("%(found)s has characters that are not allowed here")),
    (r"expected (?:str|array|object) of length >= 1(?: and .*)?, found (?:''|a list|an object)",
     gettext_lazy("this must not be empty")),
    (r"expected (?P<kind>.*), got (?P<word>\w+), found (?P<found>.*)",
     gettext_lazy("something of another kind belongs here (%(kind)s); found: %(found)s")),
    (r"expected (?P<kind>.*), found (?P<found>.*)",
     gettext_lazy("%(found)s is not allowed here (%(kind)s)")),
)  # fmt: skip
_KNOWN = [(re.compile(shape, re.DOTALL), said) for shape, said in _SENTENCES]


#: What Jinja says of a printed text that is no template.
_TEMPLATE: tuple[tuple[str, Promise | str], ...] = (
    (r"Unexpected end of template\. Jinja was looking for the following tags: (?P<word>.*?)\. .*",
     gettext_lazy("it ends without %(word)s")),
    (r"[Uu]nexpected end of template.*|unexpected 'end of template'",
     gettext_lazy("it ends before a bracket or tag is closed")),
    (r"expected token (?P<word>.*), got (?P<found>.*)",
     gettext_lazy("%(word)s belongs where %(found)s stands")),
    (r"Encountered unknown tag (?P<word>'.*?').*", gettext_lazy("there is no tag %(word)s")),
    (r"unexpected char (?P<word>'.*'|\".*\") at \d+",
     gettext_lazy("the character %(word)s does not belong there; is a quotation mark not closed?")),
    (r"Expected an expression, got .*", gettext_lazy("something is missing in the brackets")),
    (r"unexpected (?P<word>.*)", gettext_lazy("%(word)s does not belong there")),
    (r"No filter named (?P<word>'.*?').*", gettext_lazy("there is no filter %(word)s")),
)  # fmt: skip
#: Jinja's own names for what belongs or stands somewhere.
_TOKENS = {
    "'end of print statement'": "'}}'",
    "'end of statement block'": "'%}'",
    "'begin of print statement'": "'{{'",
    "'begin of statement block'": "'{%'",
}
#: How long, how many or how large something is, and of which kind, as msgspec says it.
_KIND = re.compile(
    r"(?P<kind>str|array|object|int|float|bool)(?P<long> of length)?"
    r"(?: >= (?P<least>\d+))?(?: and)?(?: <= (?P<most>\d+))?(?: \| null)?"
)
_KINDS: dict[str, Promise | str] = {
    "str": gettext_lazy("text"),
    "array": gettext_lazy("a list in brackets []"),
    "object": gettext_lazy("keys with values"),
    "int": gettext_lazy("a whole number"),
    "float": gettext_lazy("a number"),
    "bool": gettext_lazy("true or false"),
}
#: How a found value is named that is no word.
_FOUND: dict[str, Promise | str] = {
    "a list": gettext_lazy("a list"),
    "an object": gettext_lazy("keys with values"),
}
_TEMPLATES = [(re.compile(shape, re.DOTALL), said) for shape, said in _TEMPLATE]
_PRINTED = re.compile(
    r"the printed text that begins (?P<head>'.*?'|\".*?\") cannot be made: (?P<found>.*)", re.DOTALL
)
#: Why a form cannot be printed, by the press's word for it.
_UNPRINTED: dict[str, Promise | str] = {
    "too_long": gettext_lazy("The paper is too long."),
    "too_slow": gettext_lazy("A printed text of the form does not come to an end."),
    "too_much": gettext_lazy("The paper becomes too large."),
    "fonts": gettext_lazy("The fonts are missing. Tell who runs the system."),
    "template": gettext_lazy("A printed text of the form cannot be made; look at its brackets."),
}


def unprinted_said(error: PressError) -> str:
    """Say why a form cannot be printed."""
    if get_language() == "en":
        return str(error)
    if error.fault == "glyph":
        named = f"“{error.character}” (U+{ord(error.character):04X})"
        return _("No font here has %(character)s.") % {"character": named}
    if found := _PRINTED.fullmatch(str(error)):
        return _("The printed text that begins with %(head)s cannot be made: %(found)s.") % {
            "head": found["head"],
            "found": template_said(found["found"]),
        }
    return str(_UNPRINTED.get(error.fault, _("The form cannot be printed as it is.")))


def template_said(fault: str) -> str:
    """Say what is wrong with a printed text, in the reader's language."""
    if get_language() == "en":
        return fault
    for name, sign in _TOKENS.items():
        fault = fault.replace(name, sign)
    for shape, said in _TEMPLATES:
        if (found := shape.fullmatch(fault)) is not None:
            return str(said) % found.groupdict()
    return _("look at its brackets, tags and filters")


def fault_said(error: FormError) -> str:
    """Say what is wrong with a form, and where.

    A sentence whose shape is not known stands as it is behind the place.
    """
    plain = str(error)
    if get_language() == "en" or (head := _HEAD.fullmatch(plain)) is None:
        return plain
    return "".join(_said(head))


def line_of(error: FormError) -> int:
    """Return the line of the text that the sentence names; 0 where it names none."""
    head = _HEAD.fullmatch(str(error))
    return int(head["line"] or 0) if head is not None else 0


def _said(head: re.Match[str]) -> Iterator[str]:
    line, path = head["line"], head["path"]
    if line:
        yield _("line %(line)s") % {"line": line}
    if path:
        yield _(" (%(path)s)") % {"path": path}
    if line or path:
        yield _(": ")
    yield _sentence(head["fault"])


def _sentence(fault: str) -> str:
    for shape, said in _KNOWN:
        if (found := shape.fullmatch(fault)) is not None:
            told = found.groupdict()
            told |= {name: _named(name, word) for name, word in told.items() if word}
            if fault.startswith("line "):
                told["found"] = template_said(told["found"])
            return str(said) % told
    return fault


def _named(name: str, word: str) -> str:
    """A kind of value, or a value that is no word, in the reader's language."""
    if name == "found":
        return str(_FOUND.get(word, word)).replace(" or ", " / ")
    if name != "kind" or (kind := _KIND.fullmatch(word)) is None:
        return word
    said, least, most = str(_KINDS[kind["kind"]]), kind["least"], kind["most"]
    if kind["long"] and most:
        return _("%(kind)s, at most %(most)s long") % {"kind": said, "most": most}
    if least and most:
        return _("%(kind)s, %(least)s to %(most)s") % {"kind": said, "least": least, "most": most}
    if least:
        return _("%(kind)s, at least %(least)s") % {"kind": said, "least": least}
    return _("%(kind)s, at most %(most)s") % {"kind": said, "most": most} if most else said
