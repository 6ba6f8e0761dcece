# SPDX-License-Identifier: Apache-2.0
"""The doubts of the reader of regulations, offered for translation.

The reader is part of the law and knows no translations, so its sentences stand here once more; a
test holds them to `liuhen.law.text.doubts.MESSAGES`.
"""

from django.utils.translation import gettext_noop as _

SENTENCES = (
    _(
        "Article {article}: line {line} follows an item that ends in a semicolon; it was "
        "read as a paragraph."
    ),
    _("An annex begins at line {line}; it was kept with article {article}."),
    _("Article {number} begins in the middle of line {line}."),
    _("The article numbers go from {before} to {number} at line {line}."),
    _("Article {number} (line {line}) has no text."),
    _("Article {number} ends at line {line} without a full stop; its end may be missing."),
    _("Article {number} at line {line} comes after article {before}."),
    _("Article {number} stands twice; the second time at line {line}."),
    _("The article at line {line} has lost its number; it was read as article {number}."),
    _("Chapter {number} (line {line}) has no article."),
    _("The chapter numbers go from {before} to {number} at line {line}."),
    _(
        "The heading of chapter {number} at line {line} is unusually long; text may have "
        "run into it."
    ),
    _("Line {line}, “{title}”, was read as the heading of chapter {number}."),
    _("The text at line {line} stands under a chapter heading and in no article."),
    _("The title of chapter {number} was put together from line {line} and the next."),
    _(
        "The sentence on entry into force at line {line} has no article heading of its "
        "own; it was kept with article {article}."
    ),
    _("A table of contents at line {line} was left out: {titles}."),
    _("The first article is article {number} (line {line})."),
    _(
        "The first chapter heading is chapter {number} (line {line}); the articles "
        "before it stand in no chapter."
    ),
    _("The issuer “{issuer}” was guessed from the title."),
    _("The issuer “{issuer}” was taken from line {line}."),
    _("Article {article}: the list at line {line} begins with item ({number})."),
    _(
        "Article {article}: a second list of items begins at line {line}; item numbers "
        "are not unique there."
    ),
    _(
        "Article {article}: the item at line {line} has lost its number; it was read as "
        "item ({number})."
    ),
    _("Article {article}: item ({number}) at line {line} comes after item ({before})."),
    _("Article {article}: the text breaks off before line {line}; the two parts were joined."),
    _("The file is not UTF-8; it was read as GB18030."),
    _("The text does not say who issued it."),
    _("Article {article} refers to {place}, which is not there."),
    _("No title stands before the first article."),
    _("The title “{title}” does not end in a word such as 制度, 办法 or 规定."),
    _("Line {line} belongs to no article and stands only here: “{text}”."),
    _("Line {line} holds what may be the heading of article {number}; it was read as a reference."),
    _("The section heading “{text}” at line {line} stands only here."),
    _("The title says {title}, article {article} calls the text 本{own}."),
)
