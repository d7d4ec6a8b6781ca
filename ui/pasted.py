"""Find a quote, as the page shows it: whether some words stand in the texts exactly, nearly or not at all, where, and who speaks them."""

from __future__ import annotations

import html
from collections.abc import Sequence

from corpus.types import Document
from index.hybrid import HybridIndex
from rag.align import Difference
from rag.quotes import Lookup, Match, Place, context_of, nearest_in_meaning, spoken_by
from rag.types import Answer, Citation, Reading, Reason, Refusal, Shape, Wanted

MOST = 10
"""Places that are shown; the look-up's own sentence says how many there are."""
_NAMES = {Match.EXACT: "Exact", Match.NEAR: "Near", Match.ABSENT: "Absent", Match.UNCLEAR: "Nothing to look up"}


def as_answer(found: Lookup, index: HybridIndex) -> Answer:
    """The places of a look-up as citations, so that they open as evidence; of words that stand nowhere the sentences nearest in meaning."""
    reading = Reading(found.quote, Shape.QUOTE, Wanted.DESCRIPTION, quote=found.quote)
    if found.match is not Match.ABSENT:
        places = found.places[:MOST]
        return Answer(found.quote, reading, "", citations=tuple(_citation(n, place, index) for n, place in enumerate(places, start=1)))
    near = tuple(_sentence(n, *place, index) for n, place in enumerate(nearest_in_meaning(found.quote, index), start=1))
    refusal = Refusal(Reason.NOT_STATED, found.message, tuple(c.n for c in near))
    return Answer(found.quote, reading, found.message, citations=near, refusal=refusal)


def lookup_html(found: Lookup, answer: Answer, key: str) -> str:
    """What came of a look-up.

    Args:
        found: the look-up.
        answer: its places as citations.
        key: what the links into the evidence begin with.
    """
    verdict = f'<span class="cw-verdict {found.match}">{_NAMES[found.match]}</span>'
    if found.match is Match.ABSENT:
        shown = "".join(_quoted(c, html.escape(_one_line(c.quote)), key, "") for c in answer.citations)
        shown = f"<h4>Nearest in meaning</h4>{shown}" if shown else ""
    else:
        shown = "".join(_quoted(c, marked(place), key, _said_of(place)) for place, c in zip(found.places, answer.citations, strict=False))
    return f'<section class="cw cw-found {found.match}" aria-label="Result"><h3 role="status">{verdict} {_coded(found.message)}</h3>{shown}</section>'


def marked(place: Place) -> str:
    """A place's words as HTML: struck out what was pasted and does not stand there, underlined what stands there instead."""
    if place.match is Match.EXACT:
        return html.escape(_one_line(place.quote))
    return " ".join(part for row in place.differences for part in _difference(row))


def _difference(row: Difference) -> list[str]:
    if row.op == "cut":
        return ["[…]"]
    found, given = html.escape(row.found), html.escape(row.given)
    if row.op == "same":
        return [found]
    return ([f"<del>{given}</del>"] if given else []) + ([f"<ins>{found}</ins>"] if found else [])


def _quoted(c: Citation, words: str, key: str, said: str) -> str:
    wording = ", our wording" if c.edition == "digest" else ""
    place = " · ".join(part for part in (c.title, c.period + wording, " › ".join(c.section)) if part)
    mark = f'<a class="cw-ref" href="#cite-{key}-{c.n}" data-open="cite-{key}-{c.n}" aria-label="Citation {c.n}: {html.escape(c.body or c.title)}">{c.n}</a>'
    return f'<blockquote class="cw-diff">{words} {mark}</blockquote><p class="cw-where">{html.escape(place)}</p>{said}'


def _said_of(place: Place) -> str:
    score = f"{place.score:g} per cent alike. " if place.match is Match.NEAR else ""
    return f'<p class="cw-where">{score}Speaking: {html.escape(spoken_by(place))}</p>'


def _citation(n: int, place: Place, index: HybridIndex) -> Citation:
    document = index.by_id[place.document]
    return _cited(n, document, place.section, place.body, (place.start, place.end), context_of(index, place))


def _sentence(n: int, passage: int, sentence: int, index: HybridIndex) -> Citation:
    held = index.passages[passage]
    span = held.sentences[sentence]
    return _cited(n, index.document_of(held), held.path, held.body, (span.start, span.end), held.text)


def _cited(n: int, document: Document, section: Sequence[str], body: str | None, span: tuple[int, int], around: str) -> Citation:
    start, end = span
    return Citation(
        n=n, document=document.id, edition=document.edition.value, title=document.title or document.id, publisher=document.publisher,
        period=str(document.period or ""), section=tuple(section), body=body, quote=document.text[start:end], start=start, end=end,
        passage=around, url=document.url,
    )  # fmt: skip


def _coded(text: str) -> str:
    """Escaped words; what stands between backticks is a command."""
    return "".join(f"<code>{part}</code>" if n % 2 else part for n, part in enumerate(html.escape(text).split("`")))


def _one_line(text: str) -> str:
    return " ".join(text.split())
