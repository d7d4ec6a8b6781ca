"""Measures Citewell on the five originals, beside LangChain's usual recipe, and writes report.md and report.json."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Generic, ParamSpec, TypeVar

import langchain_recipe
import tiktoken

from corpus.catalogue import Catalogue, Source
from corpus.split import context
from corpus.types import Edition
from evals.case import Case, Category, load, plain
from evals.metrics import evidence_within, quantile, section_rank
from evals.run import ENCODING
from index.build import build
from index.encode import TorchEncoder
from index.hybrid import HybridIndex
from index.store import Store
from rag.assistant import Assistant
from rag.types import Answer
from ui.home import Home

HERE = Path(__file__).parent
QUESTION = "What did NHS England say about Devon's finances?"
FIRST, BUDGET, DEEP = 5, 1500, 20
"""Passages, tokens, and passages asked for where a token budget cuts them off."""
STARTS, IMPORTS, BUILDS = 5, 3, 3
PACKAGES = ("torch", "sentence-transformers", "onnxruntime", "faiss-cpu", "bm25s", "langchain-core", "langchain-community", "langchain-text-splitters")
P = ParamSpec("P")
R = TypeVar("R")
Text = tuple[str, str]
"""(document, text) of a passage or chunk."""


@dataclass(frozen=True)
class Row:
    """One number of the report."""

    part: str
    what: str
    value: float
    unit: str
    bar: float | None = None
    at_least: bool = False
    """The bar is to be reached, not to be kept below."""

    @property
    def met(self) -> bool | None:
        return None if self.bar is None else self.value >= self.bar if self.at_least else self.value <= self.bar


class Stopwatch:
    """Notes when each step of a build began and ended."""

    def __init__(self) -> None:
        self.at: dict[tuple[str, bool], float] = {("start", True): time.perf_counter()}

    def __call__(self, step: str, done: int, total: int) -> None:
        self.at[step, done == total] = time.perf_counter()

    def between(self, a: tuple[str, bool], b: tuple[str, bool]) -> float:
        return self.at[b] - self.at[a]

    @property
    def loading(self) -> float:
        return self.between(("loading the encoder", False), ("loading the encoder", True))


class Timed(Generic[P, R]):
    """A function that notes how long its calls took."""

    def __init__(self, function: Callable[P, R]) -> None:
        self.function = function
        self.milliseconds = 0.0

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        started = time.perf_counter()
        result = self.function(*args, **kwargs)
        self.milliseconds += (time.perf_counter() - started) * 1000
        return result


def seconds(command: Sequence[str], folder: Path) -> float:
    """How long a whole Python process takes, its bytecode kept in the temporary folder so that all processes find theirs compiled."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE" and not name.startswith("CITEWELL_")}
    environment |= {"PYTHONPYCACHEPREFIX": str(folder / "bytecode"), "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    started = time.perf_counter()
    subprocess.run([sys.executable, *command], env=environment, cwd=HERE.parent, check=True, capture_output=True)
    return time.perf_counter() - started


def cold(folder: Path, home: Path, store: Path) -> list[Row]:
    """Whole processes, one kind after the other so that a busy minute meets all of them; the first of each only compiles and is not counted."""
    ask = ["-m", "ui.cli", "--home", str(home), "ask", QUESTION]
    bare = ["-c", "import sentence_transformers"]
    recipe = [str(HERE / "langchain_recipe.py"), str(store), QUESTION]
    times: dict[str, list[float]] = {"ask": [], "bare": [], "recipe": []}
    for turn in range(STARTS + 1):
        for name, command in (("ask", ask), ("bare", bare), ("recipe", recipe)):
            if name == "ask" or turn <= IMPORTS:
                taken = seconds(command, folder)
                times[name] += [taken] if turn else []
    mine, theirs, chain = (median(times[name]) for name in ("ask", "bare", "recipe"))
    part = "Cold start"
    return [
        Row(part, f"`citewell ask` on the five originals, whole process, median of {STARTS}", mine, "s"),
        Row(part, f"`import sentence_transformers`, whole process, median of {IMPORTS}", theirs, "s"),
        Row(part, "`citewell ask` by `import sentence_transformers`", mine / theirs, "times", 0.25),
        Row(part, f"LangChain's recipe, whole process, saved store, median of {IMPORTS}", chain, "s"),
        Row(part, "`citewell ask` by LangChain's recipe", mine / chain, "times"),
    ]


def builds(folder: Path, sources: Sequence[Source], first: tuple[float, Stopwatch], encoder: Path) -> list[Row]:
    """Builds into empty homes against the encoder alone on the same passages, in turns; the encoder's loading is taken out of both."""
    started = time.perf_counter()
    torch = TorchEncoder()
    alone_loading = time.perf_counter() - started
    whole, alone, loading, before, encoding, saving, worked = [], [], [], [], [], [], []
    for turn in range(BUILDS):
        store = Store(folder / f"build-{turn}")
        shutil.copytree(encoder, store.encoder)
        watch, started, cpu = Stopwatch(), time.perf_counter(), time.process_time()
        build(sources, store, told=watch)
        total, cpu = time.perf_counter() - started, time.process_time() - cpu
        whole.append(total - watch.loading)
        loading.append(watch.loading)
        before.append(watch.between(("start", True), ("loading the encoder", False)))
        encoding.append(watch.between(("loading the encoder", True), ("saving", False)))
        saving.append(watch.between(("saving", False), ("saving", True)))
        index = store.load()
        texts = [f"{context(passage, index.document_of(passage))}\n{passage.text}" for passage in index.passages]
        started, cpu_alone = time.perf_counter(), time.process_time()
        torch.encode(texts)
        alone.append(time.perf_counter() - started)
        worked.append(cpu / (time.process_time() - cpu_alone))
        shutil.rmtree(store.home)
    part = "Build of the five originals, the encoder's loading taken out"
    return [
        Row(part, "passages", len(index.passages), "passages"),
        Row(part, "sentences, each with a vector of its own", len(index.sentence_vectors), "sentences"),
        Row(part, f"`index.build.build`, encoder exported already, median of {BUILDS}", median(whole), "s"),
        Row(part, "... of it reading and splitting", median(before), "s"),
        Row(part, "... of it encoding passages and sentences", median(encoding), "s"),
        Row(part, "... of it indexing and saving", median(saving), "s"),
        Row(part, f"`TorchEncoder.encode` alone on the same passages, median of {BUILDS}", median(alone), "s"),
        Row(part, "build by encoder alone, median of the turns", median(a / b for a, b in zip(whole, alone, strict=True)), "times", 1.5),
        Row(part, "the same in processor time, loading included, which a busy machine does not change", median(worked), "times"),
        Row(part, "`index.build.build` with the encoder's export, once", first[0] - first[1].loading, "s"),
        Row(part, "loading the encoder, which is in none of the above: first, with its imports", first[1].loading, "s"),
        Row(part, "loading the encoder again in the same process", median([alone_loading, *loading]), "s"),
    ]


def warm(index: HybridIndex, cases: Sequence[Case]) -> tuple[list[Row], dict[str, Answer]]:
    """Every question without turns, once each in one process; all times are of the first asking of a question."""
    assistant = Assistant.from_index(index)
    find = Timed(assistant.finder.find)
    assistant.finder.find = find  # type: ignore[method-assign]
    for question in ("What is this?", QUESTION):
        assistant.ask(question)
    answers: dict[str, Answer] = {}
    times: dict[str, tuple[float, float]] = {}
    for case in cases:
        find.milliseconds = 0.0
        started = time.perf_counter()
        answers[case.id] = assistant.ask(case.question)
        times[case.id] = (find.milliseconds, (time.perf_counter() - started) * 1000)
    rows = []
    for name, wanted, bars in (
        ("answerable questions that ask for no list", [c for c in cases if c.answerable and c.category is not Category.LIST], {0.5: 40, 0.95: 100}),
        ("list and count questions", [c for c in cases if c.category is Category.LIST], {}),
        ("questions the texts do not answer", [c for c in cases if not c.answerable], {}),
    ):
        for step, what in enumerate(("retrieval", "answer")):
            values = [times[case.id][step] for case in wanted]
            for q in (0.5, 0.95):
                rows.append(
                    Row(
                        "Warm, one process",
                        f"{len(values)} {name}: {what}, p{q * 100:.0f}",
                        quantile(values, q),
                        "ms",
                        bars.get(q) if what == "answer" else None,
                    )
                )
    return rows, answers


def holds(case: Case, texts: Sequence[Text]) -> bool:
    """Every piece of a case's evidence has a key in one of the texts of its document, whatever the section."""
    return all(any(document == e.document and any(plain(key) in plain(text) for key in e.keys) for document, text in texts) for e in case.evidence)


def within(texts: Sequence[Text], tokens: Callable[[str], int]) -> list[Text]:
    """The first texts that fit the token budget."""
    used, kept = 0, []
    for document, text in texts:
        used += tokens(text)
        if used > BUDGET:
            break
        kept.append((document, text))
    return kept


def share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0.0


def retrieval(cases: Sequence[Case], answers: dict[str, Answer], edition: Edition, tokens: Callable[[str], int]) -> list[Row]:
    """How often the passages found hold what a case rests on."""
    part = f"Retrieval, {edition.value}s"
    kinds = [("all", list(cases)), *((s, [c for c in cases if c.split == s]) for s in ("dev", "gate"))]
    kinds += [(k.value, [c for c in cases if c.category is k]) for k in dict.fromkeys(c.category for c in cases)]
    rows = []
    for name, some in kinds:
        ranks = [section_rank(case, answers[case.id].retrieved) for case in some]
        bar = 0.9 if name == "all" and edition is Edition.ORIGINAL else None
        rows.append(
            Row(
                part,
                f"{name} ({len(some)} cases): gold section among the first {FIRST}",
                share([r is not None and r <= FIRST for r in ranks]),
                "share",
                bar,
                True,
            )
        )
    rows.append(
        Row(
            part,
            f"all: evidence within the first {BUDGET:,} tokens",
            share([evidence_within(c, answers[c.id].retrieved, tokens, BUDGET) for c in cases]),
            "share",
        )
    )
    return rows


def beside(cases: Sequence[Case], answers: dict[str, Answer], store: object, tokens: Callable[[str], int]) -> list[Row]:
    """Both systems by the same mild rule: the evidence's key in a text of its document, whatever the section."""
    part = "Beside LangChain's recipe, originals, the key in any text of the right document"
    mine = {case.id: [(row.document, row.passage) for row in answers[case.id].retrieved] for case in cases}
    chain = {case.id: langchain_recipe.nearest(store, case.question, DEEP) for case in cases}
    rows = []
    for name, found in (("Citewell", mine), ("LangChain's recipe", chain)):
        top = langchain_recipe.TOP
        rows.append(Row(part, f"{name}: evidence in the first {top}", share([holds(case, found[case.id][:top]) for case in cases]), "share"))
        rows.append(
            Row(part, f"{name}: evidence in the first {BUDGET:,} tokens", share([holds(case, within(found[case.id], tokens)) for case in cases]), "share")
        )
    return rows


def machine() -> dict[str, str]:
    """What the numbers were taken on."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        cpu = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        cpu = platform.processor() or platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "CPU": cpu,
        "cores": str(os.cpu_count()),
        "memory": f"{memory:.0f} GiB",
        "system": platform.system(),
        "Python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
    }


def shown(row: Row) -> str:
    value = {"ms": f"{row.value:.1f} ms", "s": f"{row.value:.2f} s", "times": f"{row.value:.2f}", "share": f"{row.value:.3f}"}.get(
        row.unit, f"{row.value:,.0f}"
    )
    bar = "" if row.bar is None else f"{'at least' if row.at_least else 'at most'} {row.bar:g}"
    return f"| {row.what} | {value} | {bar} | {'' if row.met is None else 'met' if row.met else '**missed**'} |"


def as_markdown(rows: Sequence[Row], facts: dict[str, str], date: str) -> str:
    lines = ["# Benchmark report", "", f"Made by `make bench` on {date}. " + "; ".join(f"{name} {value}" for name, value in facts.items()) + ".", ""]
    for part in dict.fromkeys(row.part for row in rows):
        lines += [f"## {part}", "", "| what | measured | bar | |", "| --- | ---: | --- | --- |", *(shown(row) for row in rows if row.part == part), ""]
    return "\n".join(lines)


def first_build(folder: Path, sources: Sequence[Source]) -> tuple[Home, tuple[float, Stopwatch]]:
    """A home with the originals in it, and how long that took."""
    home = Home(folder / "home")
    added, faults = home.recognise([source.path for source in sources])
    if faults:
        raise SystemExit("\n".join(faults))
    watch, started = Stopwatch(), time.perf_counter()
    home.add(added, watch)
    return home, (time.perf_counter() - started, watch)


def measure_build(folder: Path, originals: Path, told: Callable[[str], None]) -> list[Row]:
    """The numbers of the build alone, in the place of those of the last report."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    sources = Catalogue.load().sources(originals)
    told("building")
    home, first = first_build(folder, sources)
    told("build")
    new = builds(folder, sources, first, home.store.encoder)
    names = [field.name for field in fields(Row)]
    last = [Row(**{name: row[name] for name in names}) for row in json.loads((HERE / "report.json").read_text(encoding="utf-8"))["rows"]]
    place = next(n for n, row in enumerate(last) if row.part == new[0].part)
    return [*last[:place], *new, *(row for row in last[place:] if row.part != new[0].part)]


def measure(folder: Path, originals: Path, told: Callable[[str], None]) -> list[Row]:
    """All the numbers, in the order of the report."""
    catalogue = Catalogue.load()
    sources = catalogue.sources(originals)
    os.environ["HF_HUB_OFFLINE"] = "1"
    tokenizer = tiktoken.get_encoding(ENCODING)

    def tokens(text: str) -> int:
        return len(tokenizer.encode(text))

    told("building")
    home, first = first_build(folder, sources)
    digest = Store(home.path, "digest")
    build(catalogue.sources(), digest)
    told("LangChain's recipe")
    store = langchain_recipe.build({source.entry.id: source.path.read_text(encoding="utf-8") for source in sources})
    store.save_local(str(folder / "langchain"))
    told("cold start")
    cold_rows = cold(folder, home.path, folder / "langchain")
    told("build")
    build_rows = builds(folder, sources, first, home.store.encoder)
    told("warm, retrieval")
    single = [case for case in load() if not case.turns]
    warm_rows: list[Row] = []
    found_rows: list[Row] = []
    beside_rows: list[Row] = []
    for edition, index in ((Edition.ORIGINAL, home.store.load()), (Edition.DIGEST, digest.load())):
        cases = [case for case in single if edition in case.editions]
        rows, answers = warm(index, cases)
        known = [case for case in cases if case.answerable and case.evidence]
        found_rows += retrieval(known, answers, edition, tokens)
        if edition is Edition.ORIGINAL:
            warm_rows, beside_rows = rows, beside(known, answers, store, tokens)
    return [*cold_rows, *warm_rows, *build_rows, *found_rows, *beside_rows]


def main() -> int:
    named = os.environ.get("CITEWELL_ORIGINALS")
    if not named or not Path(named).is_dir():
        print("The benchmark needs the originals: set CITEWELL_ORIGINALS to their folder.", file=sys.stderr)
        return 1
    facts, date = machine(), datetime.now(UTC).date().isoformat()
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="citewell-bench-") as folder:
        rows = (measure_build if "--only-build" in sys.argv[1:] else measure)(
            Path(folder), Path(named).absolute(), lambda step: print(f"{step} ...", file=sys.stderr, flush=True)
        )
    facts["load before and after"] = f"{before:.1f}, {os.getloadavg()[0]:.1f}"
    report = {"date": date, "machine": facts, "rows": [{**asdict(row), "value": round(row.value, 4), "met": row.met} for row in rows]}
    (HERE / "report.json").write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (HERE / "report.md").write_text(as_markdown(rows, facts, date), encoding="utf-8")
    print((HERE / "report.md").read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
