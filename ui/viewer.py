"""The evidence pane: each cited source opened at the cited words, highlighted in their section."""

from __future__ import annotations

import html
from collections.abc import Sequence
from urllib.parse import quote as percent

from corpus.types import Block, Document, Edition, Section
from index.hybrid import HybridIndex
from rag.types import Answer, Citation, Shape
from ui.icons import icon

EMPTY = (
    '<section class="cw cw-evidence" aria-labelledby="cw-evidence-title"><div class="cw-bar"><h2 id="cw-evidence-title">Evidence</h2></div>'
    '<p class="cw-empty">Choose a numbered mark in an answer. Its source opens here, at the words that it cites.</p></section>'
)
_ENDS = 5
"""Words at each end of a quote by which a link finds it in the publisher's page."""
_OUR_WORDING = '<span class="cw-chip cw-ours" title="From the built-in digest: restated by Citewell, not the publisher’s words">our wording</span>'


def evidence(answers: Sequence[tuple[str, Answer]], index: HybridIndex | None) -> str:
    """The sources of a conversation; the first of its last answer is open, the others a click away.

    Args:
        answers: (the key by which an answer's marks lead here, the answer), in order.
        index: where the documents are.
    """
    if index is None or not any(answer.citations for _, answer in answers):
        return EMPTY
    cited = [key for key, answer in answers if answer.citations]
    groups = "".join(_group(key, answer, index, shown=key == cited[-1]) for key, answer in answers if answer.citations)
    return f'<section class="cw cw-evidence" aria-labelledby="cw-evidence-title">{groups}</section>'


def _group(key: str, answer: Answer, index: HybridIndex, *, shown: bool) -> str:
    title = "Nearest passages" if answer.refusal else "Evidence"
    near_said = "your words do not stand in these" if answer.reading.shape is Shape.QUOTE else "these do not answer the question"
    said = near_said if answer.refusal else f"for “{_short(answer.question, 60)}”"
    near = " cw-near" if answer.refusal else ""
    opened = "".join(source(c, answer.citations, index.by_id[c.document], key, shown=n == 0) for n, c in enumerate(answer.citations))
    rows = "".join(_row(c, key, current=n == 0) for n, c in enumerate(answer.citations))
    listed = f'<h3 class="cw-also">All {len(answer.citations)} quotes</h3><ol class="cw-rows">{rows}</ol>' if len(answer.citations) > 1 else ""
    heading = ' id="cw-evidence-title"' if shown else ""
    return (
        f'<div class="cw-group{near}" data-group="{key}"{_hidden(not shown)}><div class="cw-bar"><h2{heading}>{title}</h2><span>{html.escape(said)}</span></div>'
        f"{opened}{listed}</div>"
    )


def source(c: Citation, all_cited: Sequence[Citation], document: Document, key: str, *, shown: bool) -> str:
    """One citation: where it stands, its section with the cited words marked, and what can be done with it."""
    wording = _OUR_WORDING if c.edition == Edition.DIGEST else ""
    title = f"<b>{html.escape(c.title)}</b>" + (f", {html.escape(c.publisher)}" if c.publisher else "")
    path = f'<p class="cw-path">{html.escape(" › ".join(c.section))}</p>' if c.section else ""
    edition = "Built-in digest, our wording" if c.edition == Edition.DIGEST else "Publisher’s original"
    terms = html.escape(document.licence or "not stated in the text")
    link = address(c)
    page = f'<a href="{html.escape(link)}" target="_blank" rel="noopener noreferrer">Publisher’s page {icon("out")}</a>' if link else ""
    return (
        f'<article class="cw-source" id="cite-{key}-{c.n}" data-n="{c.n}" tabindex="-1" aria-label="Citation {c.n}"{_hidden(not shown)}>'
        f'<header><span class="cw-n">{c.n}</span><strong>{html.escape(c.body or _kind(document))}</strong>'
        f'<span class="cw-chip cw-year">{html.escape(c.period)}</span>{wording}{_steps(c, all_cited, key)}</header>'
        f'<p class="cw-where">{title}</p>{path}'
        f'<div class="cw-text" tabindex="0" role="region" aria-label="The section, with the cited words marked">{section_html(c, all_cited, document)}</div>'
        f'<p class="cw-terms">{edition}. Terms of use: {terms}.</p>'
        f'<div class="cw-foot"><button type="button" data-copy="{html.escape(reference(c))}">{icon("copy")}Copy as reference</button>{page}'
        f'<button type="button" class="cw-back" data-back="{key}">Back to the answer</button></div></article>'
    )


def section_html(c: Citation, all_cited: Sequence[Citation], document: Document) -> str:
    """The section that a quote stands in, in its paragraphs, with the quote marked, and more faintly what else is cited there."""
    section = _section_of(c, document)
    blocks = section.blocks if section and any(b.start <= c.start and c.end <= b.end for b in section.blocks) else ()
    if not blocks:
        before, found, after = c.passage.partition(c.quote)
        if not found:
            before = after = ""
        return f"<p>{html.escape(before)}<mark>{html.escape(c.quote)}</mark>{html.escape(after)}</p>"
    others = [o for o in all_cited if o.document == c.document and o.n != c.n]
    made: list[str] = []
    listing = False
    for block in blocks:
        if block.item != listing:
            made.append("<ul>" if block.item else "</ul>")
            listing = block.item
        tag = "li" if block.item else "p"
        made.append(f"<{tag}>{_marked(block, c, others, document.text)}</{tag}>")
    return "".join(made) + ("</ul>" if listing else "")


def address(c: Citation) -> str | None:
    """Where the publisher has a text; of an original, at the quoted words (a text fragment of the address)."""
    if not c.url or not c.url.startswith(("https://", "http://")):
        return None
    if c.edition == Edition.DIGEST:
        return c.url
    words = c.quote.split()
    ends = [" ".join(words)] if len(words) <= 2 * _ENDS else [" ".join(words[:_ENDS]), " ".join(words[-_ENDS:])]
    return f"{c.url.partition('#')[0]}#:~:text={','.join(percent(end, safe='').replace('-', '%2D') for end in ends)}"


def reference(c: Citation) -> str:
    """A citation as it is pasted into another text: who, what, which year, where, the words, and whose they are."""
    who = f"{c.publisher}. " if c.publisher else ""
    place = f" {' › '.join(c.section)}:" if c.section else ""
    wording = " (our wording: restated in Citewell’s digest, not the publisher’s words)" if c.edition == Edition.DIGEST else ""
    return f"{who}{c.title} ({c.period}).{place} “{' '.join(c.quote.split())}”{wording}"


def _section_of(c: Citation, document: Document) -> Section | None:
    return next((s for s in document.sections if s.start <= c.start and c.end <= s.end), None)


def _marked(block: Block, c: Citation, others: Sequence[Citation], text: str) -> str:
    """A block's words, escaped, with the spans that are cited in marks."""
    spans = [(max(o.start, block.start), min(o.end, block.end), o) for o in (c, *others) if o.start < block.end and o.end > block.start]
    made, at = "", block.start
    for start, end, cited in sorted(spans, key=lambda span: span[0]):
        if start < at:
            continue
        words = html.escape(text[start:end])
        made += html.escape(text[at:start]) + (f"<mark>{words}</mark>" if cited is c else f'<span class="cw-other">{words}</span>')
        at = end
    return (made + html.escape(text[at : block.end])).replace("\n", "<br>")


def _steps(c: Citation, all_cited: Sequence[Citation], key: str) -> str:
    numbers = [o.n for o in all_cited]
    if len(numbers) < 2:
        return ""
    at = numbers.index(c.n)
    return (
        f'<span class="cw-steps">{_step(numbers[at - 1], key, "previous", "Previous citation")}'
        f"<span>{at + 1} of {len(numbers)}</span>{_step(numbers[(at + 1) % len(numbers)], key, 'next', 'Next citation')}</span>"
    )


def _step(n: int, key: str, name: str, label: str) -> str:
    return f'<button type="button" class="cw-icon" data-open="cite-{key}-{n}" aria-label="{label}" title="{label}">{icon(name)}</button>'


def _row(c: Citation, key: str, *, current: bool) -> str:
    said = " · ".join(part for part in (c.body or "", c.period) if part)
    return (
        f'<li><button type="button" data-open="cite-{key}-{c.n}"{" aria-current=true" if current else ""}><span class="cw-n">{c.n}</span>'
        f"<span><b>{html.escape(said)}</b> {html.escape(_short(c.quote, 110))}</span></button></li>"
    )


def _kind(document: Document) -> str:
    return {"survey": "Survey", "guidance": "Guidance", "news": "News article", "assessment": "Assessment"}[document.kind.value]


def _hidden(hide: bool) -> str:
    return " hidden" if hide else ""


def _short(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"
