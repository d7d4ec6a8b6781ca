"""`citewell eval --from-feedback`: the page's thumbs-down, one by one, as candidate cases in a file."""

from __future__ import annotations

import sys
from pathlib import Path

from corpus.bodies import Bodies
from corpus.catalogue import Catalogue
from corpus.read import read as read_source
from evals.candidate import Interview, Stop, as_toml, identity
from evals.case import CaseError, load, read_file
from evals.feedback import NAME, Feedback, read
from ui.home import Home


def gather(home: Home, file: Path) -> int:
    """Go through the thumbs-down that are no case yet and write a case of each that the user completes; the end of the input ends the round.

    Returns:
        0.

    Raises:
        CaseError: if the file holds something else than cases.
    """
    log = home.path / NAME
    waiting = _waiting(log, file)
    if not waiting:
        print(f"There is no thumbs-down in {log} that is not a case already.")
        return 0
    bodies = Bodies.load()
    documents = [read_source(source, bodies) for source in home.sources()]
    digests = [read_source(source, bodies) for source in Catalogue.load().sources()]
    interview = Interview(documents, digests, bodies, _ask, print)
    written = 0
    try:
        for number, entry in enumerate(waiting, start=1):
            print(f"\n{number} of {len(waiting)}, {entry.time}")
            case = interview.case_of(entry)
            if case is not None:
                _add(file, as_toml(case))
                written += 1
                print(f"Wrote {case.id} to {file}.")
    except (EOFError, Stop):
        print()
    print(f"{written} {'case' if written == 1 else 'cases'} written; read them through, then move them to a folder of cases.")
    return 0


def _waiting(log: Path, file: Path) -> list[Feedback]:
    found: dict[str, Feedback] = {}
    for entry in read(log):
        if isinstance(entry, Feedback):
            if entry.thumb == "down":
                found[identity(entry)] = entry
        else:
            print(f"citewell: {entry}", file=sys.stderr)
    known = {case.id for case in load()} | _ids(file)
    return [entry for name, entry in found.items() if name not in known]


def _ids(file: Path) -> set[str]:
    if file.suffix != ".toml":
        raise CaseError(f"{file} is no *.toml file; name one, new or with cases, to write to")
    if not file.exists() or not file.read_text(encoding="utf-8").strip():
        return set()
    return {case.id for case in read_file(file)}


def _add(file: Path, text: str) -> None:
    before = file.read_text(encoding="utf-8").rstrip() if file.exists() else ""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{before}\n\n{text}" if before else text, encoding="utf-8")


def _ask(prompt: str) -> str:
    return input(prompt)
