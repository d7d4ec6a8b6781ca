"""A page whose answers a scripted model words, for tests: `python -m tests.scripted HOME FOLDER PORT`.

The model writes the texts' first sentence, or one of its own on Devon, and waits until a file in FOLDER, named for the board that is asked
of, tells it to go on. Then it writes what is not true. That it was stopped, or asked, it writes into FOLDER.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rag.assistant import Assistant
from rag.generate import Cancelled, Task, Usage
from rag.reply import Written
from ui.chat import serve
from ui.home import Home
from ui.opening import Opening
from ui.overheard import Overheard

PARAPHRASE = "Devon ICB had a surplus, but its system was in deficit in spite of non-recurrent deficit support funding."
LIE = "It had a surplus of 99 million."


@dataclass
class Scripted:
    """Writes one sentence that stands and one that does not."""

    folder: Path
    name: str = "a scripted model"
    budget: int = 2000

    def write(self, task: Task) -> Iterator[Written]:
        board = task.evidence[0].board
        if task.faults:
            return
        if task.cancelled():
            raise Cancelled("asking the model was cancelled")
        with (self.folder / f"asked {board}").open("a", encoding="utf-8") as log:
            log.write(f"{task.question}\n")
        surplus = next((item.n for item in task.evidence if board == "Devon" and "surplus" in item.evidence.text), None)
        yield Written(PARAPHRASE, (surplus,)) if surplus else task.drafted[0]
        while not (self.folder / f"go {board}").exists():
            if task.cancelled():
                (self.folder / f"stopped {board}").touch()
                raise Cancelled("asking the model was cancelled")
            time.sleep(0.02)
        yield Written(LIE, (1,))

    def provenance(self, usage: Usage) -> dict[str, str]:
        return {"generator": self.name}


def main(home: Path, folder: Path, port: int) -> None:
    """Serve it until the program is stopped."""
    model = Scripted(folder)
    there = Home(home)
    serve(Opening(lambda told: Assistant.from_index(there.store.load(), generator=Overheard(model))), there, host="127.0.0.1", port=port, model=model.name)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
