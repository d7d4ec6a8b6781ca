"""The command `citewell`. Heavy imports wait until a command needs them."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from ui.usage import UsageError, question_of

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.types import Filters
    from ui.home import Home
    from ui.settings import Settings

_BENCHMARKS = ("clapnq", "anthropic_docs_rag", "chroma_chunking", "wice")


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(
        prog="citewell", description="Answers questions about England's integrated care boards, with the exact words each sentence rests on."
    )
    top.add_argument("--version", action="store_true", help="print the version and exit")
    top.add_argument("--home", metavar="DIR", help="where data lives (default: CITEWELL_HOME, or the user's data folder)")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")

    ask = commands.add_parser("ask", help="answer a question", description="Answer a question from the texts, with a numbered quote for every sentence.")
    ask.add_argument("question", nargs="?", help="the question, in quotation marks")
    ask.add_argument("--json", action="store_true", help="print the answer as JSON")
    ask.add_argument(
        "--batch", metavar="FILE", help='answer every line of FILE (or - for standard input): {"id": ..., "question": ...} or {"id": ..., "turns": [...]}'
    )
    ask.add_argument("--explain", action="store_true", help="show the best 20 passages that were considered")
    ask.add_argument("--body", action="append", metavar="BOARD", help="answer from this board only (may be given again)")
    ask.add_argument("--year", action="append", metavar="YEAR", help="answer from this year only, such as 2024/25 (may be given again)")
    ask.add_argument("--document", action="append", metavar="ID", help="answer from this document only (may be given again)")
    ask.add_argument("--threshold", type=float, metavar="T", help="how sure an answer must be, 0 (answer always) to 1 (refuse always)")

    _model_flags(ask)

    cite = commands.add_parser(
        "cite", help="look a quote up", description="Say where some words stand, exactly or nearly, in which document, section and year, and who speaks them."
    )
    cite.add_argument("quote", nargs="+", help="the words, in quotation marks; ... where some are left out; - reads them from standard input")
    cite.add_argument("--json", action="store_true", help="print the places as JSON, each with its offsets and differences")
    cite.add_argument("--document", action="append", metavar="ID", help="look in this document only (may be given again)")

    census = commands.add_parser(
        "census",
        help="put a question to every board",
        description="Put a question that asks which or how many boards to each of them; a row a board, with its verdict and quote.",
    )
    census.add_argument("question", help="the question, in quotation marks")
    _exports(census, "the answer")

    findings = commands.add_parser(
        "findings",
        help="show what is said of every board",
        description="What the assessments say of every board on the fields they judge, each with its quote.",
    )
    findings.add_argument("--region", action="append", metavar="REGION", help="the boards of this region only (may be given again)")
    findings.add_argument("--theme", action="append", metavar="THEME", help="the fields of this theme only, such as Finance (may be given again)")
    _exports(findings, "the findings")

    chat = commands.add_parser("chat", help="serve the page", description="Serve the page where questions are asked and answered in a browser.")
    chat.add_argument("--host", help="the address to serve at (default: 127.0.0.1)")
    chat.add_argument("--port", type=int, help="the port to serve at (default: 7860)")
    chat.add_argument("--history", action="store_true", help="keep every question in HOME/history.sqlite and show it to everyone who opens the page")
    chat.add_argument("--mcp", action="store_true", help="answer programs as well, through the Model Context Protocol (needs the extra `mcp`)")

    _model_flags(chat)

    index = commands.add_parser("index", help="build the index", description="Bring the index up to date; only what changed is encoded again.")
    index.add_argument("--force", action="store_true", help="build it anew, whatever is there")

    add = commands.add_parser(
        "add", help="bring in originals", description="Bring in publishers' originals (plain text), which take the place of their digests."
    )
    add.add_argument("files", nargs="+", metavar="FILE", help="a text file; which publication it is, is recognised by its content")

    remove = commands.add_parser("remove", help="take originals out", description="Take originals out again; their digests come back.")
    remove.add_argument("ids", nargs="+", metavar="ID", help="a document's id as `citewell documents` shows it, or `all`")

    documents = commands.add_parser("documents", help="list the documents", description="List the documents, and which edition of each is here.")
    documents.add_argument("--json", action="store_true", help="print the list as JSON")

    evaluate = commands.add_parser(
        "eval",
        help="check the known answers",
        description="Ask every known answer's question and hold the answers against the gate: exit 0 if it holds, 1 if not, 2 for a case or baseline "
        "that cannot be used.",
    )
    evaluate.add_argument(
        "--edition",
        choices=["digest", "original", "both"],
        default=None,
        help="which texts to ask (default: the digest, and the originals where CITEWELL_ORIGINALS names them)",
    )
    evaluate.add_argument("--cases", metavar="DIR", help="a folder of cases (default: the built-in ones)")
    evaluate.add_argument("--misses", action="store_true", help="list the dev cases that were answered wrongly")
    evaluate.add_argument("--json", action="store_true", help="print the report as JSON")
    evaluate.add_argument("--report", metavar="DIR", help="write report.json, report.md, junit.xml and report.html into DIR")
    evaluate.add_argument("--update-baseline", action="store_true", help="take this run as what later ones are held against (baseline.json beside the cases)")
    evaluate.add_argument("--show-gate", action="store_true", help="show the cases of the gate half too; whoever tunes should not look at them")
    evaluate.add_argument("--show-originals", action="store_true", help="let reports quote the publishers' originals; do not pass such a report on")
    evaluate.add_argument("--no-cache", action="store_true", help="ask every case anew, whatever is known from earlier runs")
    evaluate.add_argument(
        "--from-feedback",
        nargs="?",
        const="candidates.toml",
        metavar="FILE",
        help="go through the answers that were marked down on the page and write cases of them into FILE (default: candidates.toml)",
    )
    evaluate.add_argument("--benchmark", choices=_BENCHMARKS, help="run this public benchmark instead, on the data in --data")
    evaluate.add_argument("--data", metavar="DIR", help="the folder that holds the benchmark's data; it is read, never copied")
    return top


def _model_flags(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--model", metavar="NAME", help="word answers with this model: ollama:NAME, openai:NAME, anthropic:NAME, or a name at --base-url (default: none)"
    )
    command.add_argument("--base-url", metavar="URL", help="an OpenAI-compatible address where the model is served")
    command.add_argument(
        "--nli", metavar="FOLDER", help="a folder with an NLI model (model.onnx, tokenizer.json, config.json) that judges the model's sentences too"
    )


def _exports(part: argparse.ArgumentParser, what: str) -> None:
    forms = part.add_mutually_exclusive_group()
    forms.add_argument("--csv", action="store_true", help=f"print {what} as CSV")
    forms.add_argument("--json", action="store_true", help=f"print {what} as JSON")
    forms.add_argument("--html", action="store_true", help=f"print {what} as a page of HTML that loads nothing")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Returns:
        0 for an answer or a refusal, 2 for wrong use, 1 for anything else.
    """
    options = parser().parse_args(arguments)
    if not getattr(options, "json", False):
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")
    if options.command is None and not options.version:
        parser().print_help(sys.stderr)
        return 2
    commands: dict[str, Callable[[argparse.Namespace], int]] = {
        "ask": _ask, "cite": _cite, "chat": _chat, "index": _index, "add": _add, "remove": _remove, "documents": _documents, "eval": _eval,
        "census": _census, "findings": _findings,
    }  # fmt: skip
    try:
        code = _version(options) if options.version else commands[options.command](options)
        sys.stdout.flush()
        return code
    except UsageError as error:
        return _failed(error, 2)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115
        return 1
    except OSError as error:
        if type(error).__module__ == "builtins":
            return _failed(_of_disk(error), 1)
        return _failed(error, 1)
    except (ValueError, RuntimeError) as error:
        if type(error).__module__ == "builtins":
            raise
        return _failed(error, 1)


def _version(options: argparse.Namespace) -> int:
    from ui.home import program_version

    print(program_version())
    return 0


def _failed(error: Exception | str, code: int) -> int:
    print(f"citewell: {error}", file=sys.stderr)
    return code


def _of_disk(error: OSError) -> str:
    place = f" {error.filename}" if error.filename else ""
    return f"cannot write or read{place} ({error.strerror or error}); free some space, mend its permissions or set CITEWELL_HOME to another folder"


def _settings(options: argparse.Namespace) -> Settings:
    from ui.settings import SettingsError, load

    names = ("home", "threshold", "host", "port", "model", "base_url", "nli")
    try:
        return load({name: getattr(options, name, None) for name in names})
    except SettingsError as error:
        raise UsageError(str(error)) from None


def _home(options: argparse.Namespace) -> tuple[Home, Settings]:
    from ui.home import Home

    settings = _settings(options)
    return Home(settings.home), settings


@contextmanager
def progress(stream: TextIO = sys.stderr) -> Iterator[Callable[[str, int, int], None]]:
    """Tell of a build's progress: a bar on a terminal, a line a step elsewhere."""
    if not stream.isatty():
        said: set[str] = set()

        def tell_plainly(step: str, done: int, total: int) -> None:
            if step not in said:
                said.add(step)
                print(f"citewell: {step}{f' ({total})' if total > 1 else ''} ...", file=stream, flush=True)

        yield tell_plainly
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:>20}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(file=stream)) as bars:
        tasks: dict[str, Any] = {}

        def tell(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield tell


def _ready(options: argparse.Namespace) -> Assistant:
    home, settings = _home(options)
    with progress() as told:
        home.ensure_index(told)
    return home.assistant(settings.answer, settings.model, settings.nli)


def _filters(options: argparse.Namespace, home: Home) -> Filters:
    from corpus.bodies import Bodies
    from corpus.types import Period
    from rag.types import Filters

    bodies: list[str] = []
    known = Bodies.load()
    for name in options.body or []:
        found = known.named_in(name)
        if len(found) != 1:
            raise UsageError(f"--body {name!r} names {'no board' if not found else 'several boards'}; `citewell ask` knows the 42 by name, for example Devon")
        bodies += found
    try:
        periods = tuple(Period.parse(year) for year in options.year or [])
    except ValueError as error:
        raise UsageError(f"--year: {error}") from None
    _check_documents(options.document or [], home)
    return Filters(tuple(bodies), periods, tuple(options.document or []))


def _check_documents(ids: Sequence[str], home: Home) -> None:
    for identity in ids:
        if identity not in home.catalogue.by_id:
            raise UsageError(f"--document {identity!r} is not in the catalogue; `citewell documents` lists the ids")


def _ask(options: argparse.Namespace) -> int:
    from ui import batch
    from ui.render import show

    if (options.question is None) == (options.batch is None):
        raise UsageError("ask takes a question in quotation marks, or --batch FILE, and not both")
    question = question_of(options.question or "")
    lines = batch.lines_of(options.batch) if options.batch is not None else None
    home, settings = _home(options)
    filters = _filters(options, home)
    with progress() as told:
        home.ensure_index(told)
    assistant = home.assistant(settings.answer, settings.model, settings.nli)
    if lines is not None:
        return batch.run(lines, assistant, filters, as_json=options.json, explain=options.explain)
    answer = assistant.ask(question, filters=filters, told=_tell_sentence if sys.stderr.isatty() and not options.json else lambda text: None)
    if options.json:
        print(json.dumps(answer.to_json(options.explain), ensure_ascii=False))
    else:
        show(answer, sys.stdout, explain=options.explain)
    return 0


def _tell_sentence(text: str) -> None:
    """Show a model's sentence as soon as it has passed the check, while the rest is still being written."""
    print(f"citewell: checked: {text}", file=sys.stderr, flush=True)


def _cite(options: argparse.Namespace) -> int:
    from corpus.bodies import Bodies
    from ui.lookup import run, words_of

    home, _ = _home(options)
    documents = options.document or []
    _check_documents(documents, home)
    with progress() as told:
        home.ensure_index(told)
    return run(words_of(options.quote), home.store.load(), Bodies.load(), documents=documents, as_json=options.json)


def _census(options: argparse.Namespace) -> int:
    from ui.census import run

    question = question_of(options.question)
    return run(_ready(options), question, _form(options))


def _findings(options: argparse.Namespace) -> int:
    from ui.findings import run

    return run(_ready(options), options.theme or [], options.region or [], _form(options))


def _form(options: argparse.Namespace) -> str:
    """The form of an export: `csv`, `json` or `html`, or nothing for the terminal's."""
    return next((form for form in ("csv", "json", "html") if getattr(options, form)), "")


def _chat(options: argparse.Namespace) -> int:
    from ui.tools import is_installed

    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    home, settings = _home(options)
    if options.mcp and not is_installed():
        raise UsageError("--mcp needs the extra `mcp`; run `python -m pip install -c constraints.txt -e '.[mcp]'` in the folder of Citewell")
    from rag.generate import EXTRACTIVE, generator_of
    from ui.chat import serve
    from ui.opening import Opening

    def make(told: Callable[[str, int, int], None]) -> Assistant:
        with progress() as shown:

            def both(step: str, done: int, total: int) -> None:
                told(step, done, total)
                shown(step, done, total)

            home.ensure_index(both)
        assistant = home.assistant(settings.answer, settings.model, settings.nli)
        # The first question of each kind loads what the others find loaded; it is not a visitor who waits for that, nor a model that is paid for it.
        for question in ("How did Devon do on finance?", "Which boards had a deficit?"):
            assistant.ask(question, cancelled=lambda: True)
        return assistant

    name = generator_of(settings.model).name
    model = "" if name == EXTRACTIVE else name
    serve(Opening(make), home, host=settings.server.host, port=settings.server.port, history=options.history, model=model, mcp=options.mcp)
    return 0


def _index(options: argparse.Namespace) -> int:
    home, _ = _home(options)
    if not options.force:
        home.refuse_broken_index()
    with progress() as told:
        built = home.build(told, force=options.force)
    print(f"{built.manifest.passages} passages of {len(built.manifest.sources)} documents, {built.encoded} encoded anew, in {home.store.root}")
    return 0


def _add(options: argparse.Namespace) -> int:
    home, _ = _home(options)
    added, faults = home.recognise([Path(file) for file in options.files])
    if faults:
        for fault in faults:
            print(f"citewell: {fault}", file=sys.stderr)
        print("citewell: nothing was added", file=sys.stderr)
        return 1
    for item in added:
        print(f"{item.file}: {item.entry.label} ({item.entry.id})")
    with progress() as told:
        _told_changes(home.add(added, told), home)
    return 0


def _remove(options: argparse.Namespace) -> int:
    home, _ = _home(options)
    here = [source.entry.id for source in home.sources() if source.edition == "original"]
    ids = here if options.ids == ["all"] else list(options.ids)
    for identity in ids:
        if identity not in home.catalogue.by_id:
            raise UsageError(f"{identity!r} is not in the catalogue; `citewell documents` lists the ids")
        if identity not in here:
            raise UsageError(f"the original of {identity} is not here, so it cannot be removed")
    if not ids:
        print("No originals are here.")
        return 0
    with progress() as told:
        _told_changes(home.remove(ids, told), home)
    return 0


def _told_changes(built: Any, home: Home) -> None:
    changed = [change for change in built.changes if change.what != "unchanged"]
    for change in changed:
        print(f"{change.document}: {change.what}")
    if not changed:
        print("Nothing changed.")
    print(f"The index holds {built.manifest.passages} passages; {built.encoded} were encoded anew.")


def _documents(options: argparse.Namespace) -> int:
    home, _ = _home(options)
    rows = [
        {
            "id": s.entry.id,
            "title": s.entry.label,
            "publisher": s.entry.publisher,
            "period": s.entry.period,
            "edition": s.edition.value,
            "licence": s.entry.licence,
            "url": s.entry.url,
        }
        for s in home.sources()
    ]
    if options.json:
        print(json.dumps(rows, ensure_ascii=False))
        return 0
    for row in rows:
        print(f"{row['id']:<40} {row['period']}  {row['edition']:<9} {row['title']}")
    if any(row["edition"] == "digest" for row in rows):
        print("\nA digest is our wording. `citewell add FILE...` puts a publisher's original in its place.")
    return 0


def _eval(options: argparse.Namespace) -> int:
    from evals.case import CaseError
    from evals.gate import BaselineError
    from evals.report import Show
    from ui.evaluate import Wishes, benchmark, evaluate
    from ui.settings import SettingsError

    if (options.benchmark is None) != (options.data is None):
        raise UsageError("--benchmark NAME and --data DIR go together")
    home, settings = _home(options)
    if options.benchmark is not None:
        with progress() as told:
            return benchmark(home.path, options.benchmark, Path(options.data), told, as_json=options.json)
    wishes = Wishes(
        edition=options.edition,
        cases=options.cases,
        report=options.report,
        misses=options.misses,
        as_json=options.json,
        update_baseline=options.update_baseline,
        cache=not options.no_cache,
        show=Show(options.show_gate, options.show_originals),
    )
    try:
        if options.from_feedback:
            from ui.feedback import gather

            return gather(home, Path(options.from_feedback))
        with progress() as told:
            return evaluate(home.path, settings.answer, told, wishes)
    except (CaseError, BaselineError, SettingsError) as error:
        raise UsageError(str(error)) from None


if __name__ == "__main__":
    sys.exit(main())
