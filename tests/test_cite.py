"""Drafts become numbered quotes and a text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.bodies import Bodies
from index.hybrid import HybridIndex
from rag.cite import citation, citations, compose
from rag.types import Census, Claim, Draft, Evidence, Verdict

YES, NO = Verdict(True), Verdict(False, "it is not so")


def sentence_of(index: HybridIndex, n: int, number: int = 0) -> Evidence:
    s = index.passages[n].sentences[number]
    return Evidence(n, number, s.start, s.end, index.document_of(index.passages[n]).text[s.start : s.end], 1.0, 1.0, 1.0)


@pytest.fixture(scope="module")
def three(digest_index: HybridIndex) -> list[Evidence]:
    """The first sentences of three passages on three boards."""
    found: dict[str, Evidence] = {}
    for n, passage in enumerate(digest_index.passages):
        if passage.body and passage.body not in found:
            found[passage.body] = sentence_of(digest_index, n)
    return list(found.values())[:3]


def test_a_citation_says_where_its_quote_stands(digest_index: HybridIndex, bodies: Bodies) -> None:
    for n, passage in enumerate(digest_index.passages):
        document = digest_index.document_of(passage)
        found = citation(digest_index, sentence_of(digest_index, n), 7, bodies)
        assert document.text[found.start : found.end] == found.quote
        assert (found.n, found.document, found.section, found.passage) == (7, document.id, passage.path, passage.text)
        assert (found.period, found.edition) == (str(document.period), "digest")
        assert passage.start <= found.start < found.end <= passage.end
        if passage.body:
            assert found.body == passage.body


def test_outside_its_own_section_a_board_is_that_of_the_sentence_if_it_is_one(digest_index: HybridIndex, bodies: Bodies) -> None:
    seen = set()
    for n, passage in enumerate(digest_index.passages):
        for number in range(len(passage.sentences)):
            evidence = sentence_of(digest_index, n, number)
            named = bodies.named_in(evidence.text)
            if passage.body is None:
                seen.add(min(len(named), 2))
                assert citation(digest_index, evidence, 1, bodies).body == (named[0] if len(named) == 1 else None)
    assert seen == {0, 1, 2}


def test_one_quote_has_one_number(digest_index: HybridIndex, bodies: Bodies, three: list[Evidence]) -> None:
    one, two, _ = three
    draft = Draft((Claim("A.", (one,)), Claim("B.", (two, one)), Claim("C.", (two,))))
    rows = citations(digest_index, draft, bodies)
    assert [[c.n for c in row] for row in rows] == [[1], [2, 1], [2]]


def test_what_failed_is_left_out_and_the_rest_numbered_anew(digest_index: HybridIndex, bodies: Bodies, three: list[Evidence]) -> None:
    draft = Draft(tuple(Claim(text, (evidence,)) for text, evidence in zip(("Alpha.", "Beta.", "Gamma."), three, strict=True)))
    text, sentences, cited = compose(draft, citations(digest_index, draft, bodies), [YES, NO, YES])
    assert text == "Alpha. [1] Gamma. [2]"
    assert [(s.text, s.citations) for s in sentences] == [("Alpha.", (1,)), ("Gamma.", (2,))]
    assert [(c.n, c.quote) for c in cited] == [(1, three[0].text), (2, three[2].text)]


def test_nothing_supported_is_an_empty_text(digest_index: HybridIndex, bodies: Bodies, three: list[Evidence]) -> None:
    draft = Draft((Claim("Alpha.", (three[0],)),))
    assert compose(draft, citations(digest_index, draft, bodies), [NO]) == ("", (), ())


def test_a_lead_stands_before_its_sentence(digest_index: HybridIndex, bodies: Bodies, three: list[Evidence]) -> None:
    draft = Draft((Claim("Alpha.", (three[0],), lead="Devon, 2024/25"),))
    text, sentences, _ = compose(draft, citations(digest_index, draft, bodies), [YES])
    assert text == "**Devon, 2024/25**: Alpha. [1]"
    assert sentences[0].text == "Devon, 2024/25: Alpha."


def test_a_row_that_is_not_shown_is_cited_all_the_same(digest_index: HybridIndex, bodies: Bodies, three: list[Evidence]) -> None:
    census = Census("alpha", "2024/25", 2, 1, ("x",), ())
    draft = Draft((Claim("Alpha.", (three[0],)), Claim("Beta.", (three[1],), shown=False)), census=census)
    text, sentences, cited = compose(draft, citations(digest_index, draft, bodies), [YES, YES])
    assert text == "Alpha. [1]"
    assert len(sentences) == 1
    assert [c.quote for c in cited] == [three[0].text, three[1].text]


def test_computed_is_kept(digest_index: HybridIndex, bodies: Bodies, three: list[Evidence]) -> None:
    draft = Draft((replace(Claim("Alpha.", (three[0],)), computed=True),))
    _, sentences, _ = compose(draft, citations(digest_index, draft, bodies), [YES])
    assert sentences[0].computed
