"""A census as a picture by region and as a table that sorts and filters; each cell opens its quote."""

from __future__ import annotations

import html

from corpus.bodies import Bodies
from rag.types import Answer, Census, Citation, Row
from ui.icons import icon

VERDICTS = {"yes": "Yes", "no": "No", "doubtful": "Doubtful", "not_stated": "Not stated"}
"""{what a row says: how that is shown}; a row of which something near is said is doubtful, and not counted."""
_SIGNS = {"yes": "✓", "no": "✕", "doubtful": "?", "not_stated": "–"}

_COUNTED = ("yes", "no", "not_stated", "doubtful")
"""In the order of the picture's head."""


def census_view(answer: Answer, key: str, query: str, bodies: Bodies, *, unfolded: bool = False) -> str:
    """Everything that a census shows: its counts, a tile for each board by region, and the table, which unfolds."""
    census = answer.census
    if census is None:
        return ""
    cited = {c.n: c for c in answer.citations}
    said = "".join(_count(verdict, census) for verdict in _COUNTED)
    return (
        f'<section class="cw-census" aria-label="Every board"><div class="cw-bar"><h4>{census.checked} boards checked, {html.escape(census.period)}</h4>{said}</div>'
        f"{_tiles(census, key, bodies)}{_how(census)}"
        f'<details class="cw-fold"{" open" if unfolded else ""}><summary>{icon("table")}Table of all boards</summary>{_table(census, cited, key, query, bodies)}</details></section>'
    )


def verdict_of(row: Row) -> str:
    """What a row says, by its key in `VERDICTS`."""
    if row.verdict in ("yes", "no"):
        return row.verdict
    return "doubtful" if row.doubt else "not_stated"


def _count(verdict: str, census: Census) -> str:
    """How many boards have a verdict; the doubtful are among those of which it is not stated, as the answer's note counts them."""
    n = sum(row.verdict == verdict if verdict != "doubtful" else verdict_of(row) == verdict for row in census.rows)
    if verdict == "doubtful" and not n:
        return ""
    said = "of them doubtful" if verdict == "doubtful" else VERDICTS[verdict].lower()
    return f'<span class="cw-count {verdict}"><i>{_SIGNS[verdict]}</i>{n} {said}</span>'


def _how(census: Census) -> str:
    """How the verdicts were found, and what a doubtful one is."""
    if census.by == "field":
        how = f"Found by field: {html.escape(', '.join(census.fields))}." if census.fields else "Found by field."
    else:
        how = "Found by reading every board’s sentences, since no field covers the question: look at the quotes."
    doubt = " Of a doubtful board something near is said; it is not counted." if any(verdict_of(row) == "doubtful" for row in census.rows) else ""
    return f'<p class="cw-how">{how}{doubt}</p>'


def _tiles(census: Census, key: str, bodies: Bodies) -> str:
    rows = {row.body: row for row in census.rows}
    made = []
    for region in bodies.regions:
        own = [rows[name] for name in bodies.of_region(region) if name in rows]
        if not own:
            continue
        yes = sum(row.verdict == "yes" for row in own)
        tiles = "".join(f"<li>{_tile(row, key)}</li>" for row in own)
        made.append(f'<div class="cw-region"><h5>{html.escape(region)} <span>{yes} of {len(own)}</span></h5><ul>{tiles}</ul></div>')
    return f'<div class="cw-tiles">{"".join(made)}</div>'


def _tile(row: Row, key: str) -> str:
    verdict = verdict_of(row)
    said = html.escape(f"{row.body}: {VERDICTS[verdict].lower()}")
    sign = _SIGNS[verdict]
    if row.citation is None:
        return f'<span class="cw-tile {verdict}" role="img" aria-label="{said}" title="{said}">{sign}</span>'
    return f'<button type="button" class="cw-tile {verdict}" data-open="cite-{key}-{row.citation}" aria-label="{said}, open its quote" title="{said}">{sign}</button>'


def _table(census: Census, cited: dict[int, Citation], key: str, query: str, bodies: Bodies) -> str:
    columns = "".join(
        f'<th scope="col" aria-sort="none"><button type="button" data-sort="{n}">{name}</button></th>' for n, name in enumerate(("Board", "Region", "Says"))
    )
    rows = "".join(_row(row, cited, key, bodies) for row in census.rows)
    regions = "".join(
        f"<option>{html.escape(region)}</option>"
        for region in bodies.regions
        if any(bodies.by_name[r.body].region == region for r in census.rows if r.body in bodies.by_name)
    )
    there = {verdict_of(row) for row in census.rows}
    verdicts = "".join(f'<option value="{verdict}">{name}</option>' for verdict, name in VERDICTS.items() if verdict in there)
    csv = f'<a class="cw-csv" href="take/citewell.csv?{html.escape(query)}&amp;part=last" download="citewell.csv">{icon("save")}CSV</a>' if query else ""
    return (
        f'<div class="cw-filter"><label><span class="cw-sr">Find a board</span><input type="search" data-filter="words" placeholder="Find a board or words"></label>'
        f'<label><span class="cw-sr">Region</span><select data-filter="region"><option value="">All regions</option>{regions}</select></label>'
        f'<label><span class="cw-sr">What is said</span><select data-filter="verdict"><option value="">All</option>{verdicts}</select></label>'
        f'<span class="cw-left" role="status">{len(census.rows)} of {len(census.rows)}</span>{csv}</div>'
        f'<div class="cw-scroll" tabindex="0" role="region" aria-label="Table of all boards"><table class="cw-table"><caption class="cw-sr">{html.escape(census.criterion)}</caption>'
        f'<thead><tr>{columns}<th scope="col">Quote</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _row(row: Row, cited: dict[int, Citation], key: str, bodies: Bodies) -> str:
    body = bodies.by_name.get(row.body)
    region = html.escape(body.region if body else "")
    c = cited.get(row.citation) if row.citation else None
    wording = '<span class="cw-ours-small">our wording</span> ' if c and c.edition == "digest" else ""
    quote = (
        f'<button type="button" class="cw-cell" data-open="cite-{key}-{c.n}"><span class="cw-n">{c.n}</span> <span>{wording}{html.escape(" ".join(c.quote.split()))}</span></button>'
        if c
        else ""
    )
    verdict = verdict_of(row)
    return (
        f'<tr data-region="{region}" data-verdict="{verdict}"><th scope="row">{html.escape(row.body)}</th><td>{region}</td>'
        f'<td><span class="cw-verdict {verdict}">{_SIGNS[verdict]} {VERDICTS[verdict]}</span></td><td>{quote}</td></tr>'
    )
