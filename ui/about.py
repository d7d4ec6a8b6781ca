"""What is in the corpus, how well it is answered from, and what it cannot do."""

from __future__ import annotations

import html
from datetime import UTC, datetime
from pathlib import Path

from corpus.catalogue import Source
from corpus.types import Edition
from ui.home import Home, program_version

CANNOT = (
    "It quotes. It does not reason, explain or add up beyond what the texts say.",
    "“Which boards” questions are answered by reading every board’s section; a list can name too many or too few, so look at its quotes.",
    "What stands only in a chart or a picture is not in the texts.",
    "It knows the documents in this table, and nothing else: no later year, no other publication, no news of today.",
    "A digest can be wrong where a publication is not. Look at the publication before you quote it.",
)
"""What people must not expect."""


def about_html(home: Home, boards: int, *, keeps_history: bool, model: str = "") -> str:
    """The page About.

    Args:
        home: where the texts are.
        boards: how many boards there are.
        keeps_history: whether the server keeps every question.
        model: the model that words answers; empty if there is none.
    """
    sources = home.sources()
    rows = "".join(map(_row, sources))
    kept = (
        "This server was started with <code>--history</code>: it keeps every question in a file on this machine."
        if keeps_history
        else "What you ask is kept in your browser and, where you rate an answer, in a file on this machine."
    )
    return (
        '<section class="cw cw-about" aria-label="About"><h2>What Citewell answers from</h2>'
        f"<p>{len(sources)} documents on England’s {boards} integrated care boards.</p>"
        '<div class="cw-scroll" tabindex="0" role="region" aria-label="Documents"><table class="cw-table"><thead><tr><th scope="col">Document</th><th scope="col">Publisher</th>'
        '<th scope="col">Year covered</th><th scope="col">Issued</th><th scope="col">Edition here</th><th scope="col">Terms of use</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
        "<p>A digest restates a publication’s findings one by one in our own words; quotes from it say “our wording”. "
        "<code>citewell add FILE</code> puts the publisher’s original in its place.</p>"
        f"<h2>How well it answers</h2>{_evaluation(home)}"
        f"<h2>What it cannot do</h2><ul>{''.join(f'<li>{said}</li>' for said in CANNOT)}</ul>"
        f"<h2>What happens to your questions</h2><p>{_leaves(model)} {kept}</p>"
        f'<p class="cw-terms">Citewell {html.escape(program_version())}. The publications belong to their publishers, who have no part in it.</p></section>'
    )


def _leaves(model: str) -> str:
    if not model:
        return "Nothing leaves this machine: there is no telemetry, no network and no language model."
    return (
        f"Answers are worded with {html.escape(model)}: a question, what it goes on from, and the quotes that answer it are sent there, and each sentence that comes back is "
        "checked before it is shown. Nothing else leaves this machine, and there is no telemetry."
    )


def report_file(home: Path) -> Path | None:
    """The latest evaluation report: of this home, or else the one that comes with the project's documentation."""
    places = (home / "report", Path(__file__).parent.parent / "docs" / "evaluation")
    found = [place / "report.html" for place in places]
    return next((file for file in found if file.is_file()), None)


def _evaluation(home: Home) -> str:
    file = report_file(home.path)
    if file is None:
        return "<p>No evaluation has been run here. <code>citewell eval</code> asks the known answers and says how many are right.</p>"
    when = datetime.fromtimestamp(file.stat().st_mtime, UTC).strftime("%-d %B %Y")
    return (
        f'<p>The known answers were last asked on {when}. <a href="report" target="_blank">Open the whole report</a></p>'
        '<iframe class="cw-report" src="report" title="Evaluation report" sandbox="allow-scripts" loading="lazy"></iframe>'
    )


def _row(source: Source) -> str:
    entry = source.entry
    digest = source.edition is Edition.DIGEST
    edition = '<span class="cw-chip cw-ours">digest, our wording</span>' if digest else '<span class="cw-chip">original</span>'
    cells = (entry.publisher or "not known", entry.period, entry.issued or "not known")
    return (
        f'<tr><th scope="row">{html.escape(entry.label)}</th>{"".join(f"<td>{html.escape(cell)}</td>" for cell in cells)}'
        f"<td>{edition}</td><td>{html.escape(entry.licence or 'not stated')}</td></tr>"
    )
