"""Make the vectors of the built-in questions and findings anew (`index/asked.npz`), so that building an index need not.

Run it after a finding of a digest or a question of `corpus/asked*.json` has changed: `python benchmarks/encode_asked.py`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from corpus.asked import Asked
from corpus.bodies import Bodies
from corpus.catalogue import Catalogue
from corpus.read import read
from index.asked import shipped, text_key
from index.encode import SHA256, TorchEncoder


def main() -> None:
    """Encode every question and every finding that has one, but for those that are encoded already."""
    asked, bodies = Asked.load(), Bodies.load()
    texts: dict[str, None] = {}
    for source in Catalogue.load().sources():
        digest = read(source, bodies)
        for section in digest.sections:
            for block in section.blocks:
                finding = digest.text[block.start : block.end]
                if asked.of(finding) or asked.over_years_of(finding):
                    texts[finding] = None
    texts |= dict.fromkeys(asked.all)
    known = shipped()
    new = [text for text in texts if text_key(text) not in known]
    known |= dict(zip(map(text_key, new), TorchEncoder().encode(new), strict=True))
    keys = np.array([text_key(text) for text in texts], dtype=np.uint64)
    vectors = np.stack([known[key] for key in keys.tolist()])
    # A row's length is made 1 again when it is read, so each may have its own scale.
    whole = np.rint(127 * vectors / np.abs(vectors).max(axis=1, keepdims=True)).astype(np.int8)
    target = Path(__file__).parent.parent / "index" / "asked.npz"
    np.savez_compressed(target, encoder=np.array(SHA256), keys=keys, vectors=whole)
    print(f"{len(texts)} vectors, {len(new)} of them new, in {target.name}, {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
