"""A report as one page of HTML that needs nothing beside it: no script, no font, no address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from importlib.resources import files

from evals.case import Case, Group
from evals.measures import MEASURES
from evals.outputs import charts, grid
from evals.outputs.grid import Grid
from evals.report import Report, Run
from evals.run import Quoted, Result
from evals.systems import CITEWELL

_TILES = ("right", "answered_right", "refusal_recall", "refusal_precision", "citation_recall", "citation_precision")
"""The measures at the top; each stands there with a partner."""


def text(report: Report) -> str:
    """The whole page; call `Report.guarded` first."""
    style = (files("evals.outputs") / "page.css").read_text(encoding="utf-8")
    body = [_header(report), "<main>", _warning(report), _failures(report), _tiles(report), _charts(report), _tables(report)]
    body += [_misses(report), _meanings(), "</main>", _footer(report)]
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>Citewell evaluation, {escape(report.date)}</title><link rel="icon" href="data:,"><style>{style}</style>'
    )
    return f'<!doctype html>\n<html lang="en-GB"><head>{head}</head>\n<body>\n' + "\n".join(part for part in body if part) + "\n</body></html>\n"


def _header(report: Report) -> str:
    editions = " and ".join(run.edition for run in report.runs)
    state = "holds" if report.gate.passes else "fails"
    links = '<nav aria-label="On this page"><a href="#charts">Charts</a><a href="#tables">Tables</a><a href="#misses">Misses</a><a href="#meanings">Measures</a></nav>'
    return (
        f'<header><h1>Evaluation</h1><p class="soft">Citewell {escape(report.version)}, {escape(report.date)}: {report.total} cases over the {editions}.</p>'
        f'<p class="verdict {state}">{escape(grid.verdict(report))}</p>{links}</header>'
    )


def _warning(report: Report) -> str:
    if not (report.show.originals and any(run.edition == "original" for run in report.runs)):
        return ""
    return '<p class="warning"><strong>This page quotes the publishers’ originals.</strong> Keep it where they are kept; do not publish it or pass it on.</p>'


def _failures(report: Report) -> str:
    if report.gate.passes:
        return ""
    return '<ul class="failures">' + "".join(f"<li>{escape(line)}</li>" for line in report.gate.failures) + "</ul>"


def _tiles(report: Report) -> str:
    rows = []
    for run in report.runs:
        own = run.tables[CITEWELL]
        tiles = "".join(
            f'<div class="tile"><span>{escape(MEASURES[key].label)}</span><b>{grid.number(key, own[key])}</b><span>{_interval(key, run)}</span></div>'
            for key in _TILES
        )
        rows.append(f'<h2>{escape(run.edition.capitalize())}</h2><div class="tiles">{tiles}</div>')
        rows.append(f'<p class="soft">{escape(run.left_out)}</p>' if run.left_out else "")
    return "".join(rows)


def _interval(key: str, run: Run) -> str:
    estimate = run.tables[CITEWELL][key]
    if estimate.low is None or estimate.high is None:
        return "no interval"
    return f"{estimate.low:.2f} to {estimate.high:.2f}"


def _charts(report: Report) -> str:
    key = '<ul class="key">' + "".join(f'<li class="s{n}"><i></i>{escape(run.edition)}</li>' for n, run in enumerate(report.runs)) + "</ul>"
    parts = [
        _figure("Right cases by category", "the share, with its 95 % interval", key + charts.by_category(report.runs)),
        _figure(
            "Risk and coverage",
            "wrong answers as more cases are answered, the surest first; dashed: with refusals switched off",
            key + charts.risk(report.runs),
        ),
        _figure("Time", "the share of answers that are ready after some milliseconds", key + charts.latency(report.runs)),
    ]
    if report.gate.flips:
        parts.append(_figure("Flips", "each case beside the baseline", charts.flips(report.gate.flips)))
    else:
        parts.append(_figure("Flips", report.gate.skipped or "There is no baseline.", ""))
    return f'<h2 id="charts">Charts</h2><div class="charts">{"".join(parts)}</div>'


def _figure(title: str, told: str, content: str) -> str:
    return f'<figure class="chart"><figcaption>{escape(title)}<span>{escape(told)}</span></figcaption>{content}</figure>'


def _tables(report: Report) -> str:
    tables = [grid.floors(report.gate)]
    tables += [grid.flips(report.gate)] if report.gate.flips else []
    tables += [changed for flips in report.gate.flips if (changed := grid.changes(flips)).rows]
    for run in report.runs:
        tables += [grid.halves(run), grid.causes(run), grid.categories(run), grid.measures(run)]
    accepted = [f"{flips.edition}: {case} is wrong now, which is accepted: {reason}" for flips in report.gate.flips for case, reason in flips.accepted]
    listed = "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in accepted) + "</ul>" if accepted else ""
    return '<h2 id="tables">Tables</h2>' + listed + "".join(map(_table, tables))


def _table(table: Grid) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.head)
    rows = "".join(f'<tr><th scope="row">{escape(row[0])}</th>' + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:]) + "</tr>" for row in table.rows)
    note = f'<p class="soft">{escape(table.note)}</p>' if table.note else ""
    title = escape(table.title[0].upper() + table.title[1:])
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{title}"><table><caption>{title}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>{note}"
    )


def _misses(report: Report) -> str:
    parts = ['<h2 id="misses">Misses</h2>']
    for run in report.runs:
        wrong = [r for r in run.results if not r.correct]
        shown = [r for r in wrong if r.case in report.cases]
        parts.append(f"<h3>{escape(run.edition.capitalize())}: {len(wrong)} of {len(run.results)}</h3>")
        hidden = len(wrong) - len(shown)
        if hidden:
            parts.append(
                f'<p class="soft">{hidden} of them are cases of the gate half, which is not looked at while tuning; <code>--show-gate</code> shows them.</p>'
            )
        parts += [_miss(r, report.cases[r.case], report, run) for r in shown]
    return "".join(parts)


def _miss(result: Result, case: Case, report: Report, run: Run) -> str:
    turns = "".join(f"<p>{escape(turn)}</p>" for turn in case.turns[:-1])
    hidden = run.edition == "original" and not report.show.originals
    answer = '<p class="soft">The answer is in the publisher’s words, and not shown here.</p>' if hidden else f'<p class="words">{_bold(result.text)}</p>'
    keys = [key for evidence in case.evidence for key in evidence.keys]
    quotes = "".join(_quote(quote, keys) for quote in result.quotes)
    passages = "".join(_quote(passage, keys) for passage in result.passages)
    left = f"<h4>Answer ({result.status}, confidence {result.confidence:.2f})</h4>{answer}" + (f"<h4>It quotes</h4>{quotes}" if quotes else "")
    right = f"<h4>Expected</h4>{_expected(case)}" + (f"<h4>Passages found first</h4>{passages}" if passages else "")
    before = f"<h4>Asked before</h4>{turns}" if turns else ""
    return (
        f'<details class="miss"><summary>{escape(case.last)}<small>{escape(case.id)} · {escape(case.category.value)}</small></summary>'
        f'<div class="sides"><div>{before}{left}</div><div>{right}</div></div></details>'
    )


def _expected(case: Case) -> str:
    if not case.answerable:
        return f"<p>A refusal: {escape((case.reason or '').replace('_', ' '))}.</p>" + _noted(case)
    parts = []
    if case.items is not None:
        parts.append(f"<p>{len(case.items)} boards: {escape(', '.join(case.items) or 'none')}.</p>")
    parts += ["<ul>" + "".join(f"<li>{_group(group)}</li>" for group in case.must) + "</ul>"] if case.must else []
    parts += [f"<p>Never: {escape(', '.join(case.must_not))}.</p>"] if case.must_not else []
    for evidence in case.evidence:
        place = escape(" › ".join((evidence.document, *evidence.section)))
        parts.append(f"<blockquote>{escape(' … '.join(evidence.keys))}<footer>{place}</footer></blockquote>")
    return "".join(parts) + _noted(case)


def _noted(case: Case) -> str:
    return f'<p class="soft">{escape(case.note)}</p>' if case.note else ""


def _group(group: Group) -> str:
    bound = ", ".join(part for part in (group.body, group.period) if part)
    return escape(" or ".join(group.any)) + (f" (on {escape(bound)})" if bound else "")


def _quote(quote: Quoted, keys: Sequence[str]) -> str:
    place = " › ".join((quote.document, *quote.section))
    span = f", characters {quote.start:,} to {quote.end:,}" if quote.end else ""
    year = f", {quote.period}" if quote.period else ""
    return f"<blockquote>{_marked(quote.text, keys)}<footer>{escape(place + year + span)}</footer></blockquote>"


def _marked(words: str, keys: Sequence[str]) -> str:
    """The words with the evidence's keys marked in them."""
    if not keys:
        return escape(words)
    pattern = re.compile("|".join(re.escape(key) for key in sorted(keys, key=len, reverse=True)), re.IGNORECASE)
    parts, end = [], 0
    for match in pattern.finditer(words):
        parts += [escape(words[end : match.start()]), f"<mark>{escape(match.group())}</mark>"]
        end = match.end()
    return "".join(parts) + escape(words[end:])


def _bold(words: str) -> str:
    """An answer's text, its bold parts bold."""
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escape(words))


def _meanings() -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(m.label)}</th><td class="wide">{escape(m.meaning)}</td>'
        f'<td class="wide">{escape(", ".join(MEASURES[p].label for p in m.partners))}</td></tr>'
        for m in MEASURES.values()
    )
    head = '<thead><tr><th scope="col"></th><th scope="col">what it is</th><th scope="col">read with</th></tr></thead>'
    table = f'<div class="scroll" tabindex="0" role="region" aria-label="What the measures mean"><table>{head}<tbody>{rows}</tbody></table></div>'
    return f'<h2 id="meanings">What the measures mean</h2>{table}'


def _footer(report: Report) -> str:
    indexes = "; ".join(f"{run.edition} {run.index}" for run in report.runs)
    return (
        f'<footer class="soft"><p>Indexes: {escape(indexes)}. Intervals are 95 % bootstrap intervals over the cases (2,000 draws, seeded); '
        "changes are paired over the same cases (10,000 draws). A digest’s words are our own.</p></footer>"
    )
