"""Writes `rag/no_names.json`: the stems of words that begin no name, with a dash where the stem is no word by itself: `python benchmarks/no_names.py`.

A word with a capital at the beginning of a sentence may be a name or any other word. It is taken for another where our own statements (`contrary_sets.json`,
`claims.json`) have it in lower case.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from index.sparse import Stems

HERE = Path(__file__).parent
FILE = HERE.parent / "rag" / "no_names.json"
_WORD = re.compile(r"(?<![\w’'-])[a-z]{2,}(?:-[a-z]+)*")


def main() -> None:
    """Read the statements and write the stems of their words."""
    sets = json.loads((HERE / "contrary_sets.json").read_text(encoding="utf-8"))
    claims = json.loads((HERE / "claims.json").read_text(encoding="utf-8")).values()
    texts = [text for one in sets for text in (one.get("quote", ""), *one["same"], *one["contrary"])]
    texts += [text for one in claims for side in ("same", "other") for text in one[side]]
    words = {part for text in texts for word in _WORD.findall(text) for part in word.split("-")}
    stems = {stem for stem in Stems()(sorted(words)) if len(stem) > 1}
    FILE.write_text(json.dumps(sorted(stem if stem in words else f"{stem}-" for stem in stems), indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
