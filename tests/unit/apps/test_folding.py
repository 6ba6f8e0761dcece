# SPDX-License-Identifier: Apache-2.0
"""How texts are folded, cut into grams and terms, and shown."""

from liuhen.apps.finding_aid.folding import fold, grams, pieces, terms_of, wanted
from support.searching import FACTS


def test_every_stretch_of_a_text_is_wanted_by_grams_that_the_text_has() -> None:
    folded = fold(FACTS + "\nABC123中文x𬶮")
    has = grams(folded)
    stretches = [line[a:b] for line in folded.split("\n") for a in range(len(line))
                 for b in range(a + 1, len(line) + 1)]  # fmt: skip
    for stretch in stretches:
        for one in wanted((stretch,)):
            hits = [g for g in has if g == one.gram or (one.beginning and g.startswith(one.gram))]
            assert hits, (stretch, one)


def test_terms_are_few_and_short() -> None:
    assert terms_of("Ａ b，中 文　b") == ("a", "b", "中", "文")
    assert terms_of("  ") == ()
    assert len(terms_of(" ".join(map(str, range(100))))) == 8
    assert len(terms_of("长" * 5000)[0]) == 200


def test_a_snippet_marks_the_hit_as_it_is_written() -> None:
    assert pieces("船号闽渔Ａ-0815，查获", ("a0815",)) == [
        ("船号闽渔", False), ("Ａ-0815", True), ("，查获", False),
    ]  # fmt: skip
    long = "一" * 300 + "鲟" + "二" * 300
    shown = pieces(long, ("鲟",))
    assert ("鲟", True) in shown
    assert shown[0] == ("…", False)
    assert shown[-1] == ("…", False)
    assert sum(len(part) for part, _ in shown) <= 122
    assert pieces("没有", ("鲟",)) == [("没有", False)]
