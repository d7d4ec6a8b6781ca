"""Precision and recall of the findings, field by field, against a sample made by hand: `python benchmarks/findings.py > benchmarks/findings.md`.

It reads the indexes that `citewell eval` builds, of the digest and, where CITEWELL_ORIGINALS names them, of the originals, and prints
the lists of `criteria.toml` beside them. Nothing of the texts is printed.
"""

from __future__ import annotations

import os
import sys
import time
import tomllib
from collections import defaultdict
from pathlib import Path

from evals.metrics import list_f1
from index.store import IndexMissing, Store
from rag.assistant import Assistant
from rag.findings import Finding
from ui.settings import load

HERE = Path(__file__).parent
SUPPORT = frozenset({"rsp", "mssp", "undertakings", "workwell"})


def values(finding: Finding) -> set[str]:
    """What a finding says, in the words of the sample."""
    if finding.field == "tier":
        return {f"{finding.service} {finding.grade or 0} {finding.state}"} if finding.service else set()
    if finding.field in SUPPORT:
        return {finding.state} if finding.state else set()
    if finding.field == "segment":
        return {finding.grade}
    if finding.field in ("result", "plan"):
        return {f"{scope} {finding.value}" for scope in finding.scope}
    return {finding.tone} - {"plain"}


def scored(assistant: Assistant, sample: dict[str, dict[str, list[str]]]) -> dict[str, tuple[int, int, int]]:
    """{field: (right, read out, in the sample)} over the boards of the sample."""
    fields = sorted({field for said in sample.values() for field in said})
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for body, said in sample.items():
        for field in fields:
            found = {value for finding in assistant.poll.findings.cell(body, field) for value in values(finding)}
            wanted = set(said.get(field, ()))
            if "--misses" in sys.argv and found != wanted:
                print(f"{body} / {field}: read {sorted(found)}, sample {sorted(wanted)}", file=sys.stderr)
            for n, size in enumerate((len(found & wanted), len(found), len(wanted))):
                counts[field][n] += size
    return {field: (row[0], row[1], row[2]) for field, row in counts.items()}


def lists(assistant: Assistant) -> dict[tuple[str, str], list[float]]:
    """{(by field or by reading, half): the F1 of each criterion}."""
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in tomllib.loads((HERE / "criteria.toml").read_text(encoding="utf-8"))["criterion"]:
        answer = assistant.ask(row["question"])
        found[row["by"], row["half"]].append(list_f1(row["items"], answer.census.answer if answer.census else ()))
    return found


def main() -> None:
    sample = tomllib.loads((HERE / "findings_sample.toml").read_text(encoding="utf-8"))
    home = load({}).home
    print("# Findings against a sample\n\nMade by `python benchmarks/findings.py > benchmarks/findings.md`, from the indexes of `citewell eval`.\n")
    for edition in ("original", "digest") if os.environ.get("CITEWELL_ORIGINALS") else ("digest",):
        try:
            assistant = Assistant.from_index(Store(home, f"eval-{edition}").load())
        except IndexMissing:
            sys.exit(f"the index of the {edition} is not there; run `citewell eval --edition {edition}` first")
        started = time.perf_counter()
        total = len(assistant.poll.findings.all)
        took = time.perf_counter() - started
        print(f"## {edition.capitalize()}\n\n{total} findings on {len(assistant.poll.findings.bodies)} boards, read out in {took:.1f} s.\n")
        print("| field | in the sample | precision | recall |\n| --- | --- | --- | --- |")
        rows = scored(assistant, sample)
        rows["all"] = tuple(map(sum, zip(*rows.values(), strict=True)))  # type: ignore[assignment]
        for field, (right, read, wanted) in rows.items():
            print(f"| {field} | {wanted} | {right / read if read else 1:.2f} | {right / wanted if wanted else 1:.2f} |")
        print("\nLists of `criteria.toml`:\n\n| found by | half | criteria | mean F1 | exact |\n| --- | --- | --- | --- | --- |")
        for (by, half), scores in sorted(lists(assistant).items()):
            print(f"| {by} | {half} | {len(scores)} | {sum(scores) / len(scores):.2f} | {sum(s == 1 for s in scores) / len(scores):.2f} |")
        print()


if __name__ == "__main__":
    main()
