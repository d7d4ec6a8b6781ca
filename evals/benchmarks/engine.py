"""The engine on texts that are not Citewell's own: no boards, no glossary, all else as it answers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.bodies import Bodies
from corpus.glossary import Glossary
from corpus.split import TokenCounter, all_passages
from corpus.types import Document, Passage
from index.encode import TorchEncoder, model_folder, token_counter
from index.hybrid import HybridIndex
from index.late import Projection
from index.memory import BuildingEncoder, Shelf, in_memory, tokens_of
from rag.evidence import EvidenceFinder
from rag.scorer import Models, Question, Scorer, SentenceFeatures, alone, places_of
from rag.types import Found, Reading, Shape
from rag.understand import wanted

Told = Callable[[str, int, int], None]

NO_BODIES = Bodies(())


@dataclass
class Engine:
    """What makes indexes and reads questions for a benchmark."""

    told: Told
    shelf: Shelf | None = None
    projection: Projection | None = None
    """Of late interaction, if not the one that the package carries."""

    @cached_property
    def encoder(self) -> BuildingEncoder:
        self.told("loading the encoder", 0, 1)
        encoder = TorchEncoder()
        self.told("loading the encoder", 1, 1)
        return encoder

    @cached_property
    def count(self) -> TokenCounter:
        return token_counter(model_folder() / "tokenizer.json")

    def index(self, documents: Sequence[Document], passages: Sequence[Passage] | None = None) -> HybridIndex:
        """An index of some documents, cut as the engine cuts them unless they are cut already."""
        # A line of a table or of code can be longer than a passage may be, of which the splitter would warn line by line.
        logging.getLogger("langchain_text_splitters").setLevel(logging.ERROR)
        cut = list(passages) if passages is not None else all_passages(documents, self.count, NO_BODIES)

        def encoding(done: int, total: int) -> None:
            self.told("encoding passages", done, total)

        return in_memory(documents, cut, self.encoder, shelf=self.shelf, progress=encoding, projection=self.projection)

    def features(self, index: HybridIndex, *, to_choose: bool = True) -> SentenceFeatures:
        """What the trained scorer looks at, for every sentence of an index.

        Args:
            to_choose: whether sentences are to be chosen, and not only the confidence to be told, which needs no sentence read by itself.
        """
        places = places_of(index) if to_choose else []
        texts = [alone(index, index.passages[place.passage], place.sentence) for place in places]
        tokens = tokens_of(texts, self.encoder, shelf=self.shelf, progress=lambda done, total: self.told("encoding sentences", done, total))
        whole = [f"{index.context_of(passage)}\n{passage.text}" for passage in index.passages]
        read = tokens_of(whole, self.encoder, shelf=self.shelf, progress=lambda done, total: self.told("encoding tokens", done, total))
        return SentenceFeatures(index, dict(zip(places, tokens, strict=True)), dict(enumerate(read)))

    def questions(self, texts: Sequence[str], features: SentenceFeatures) -> list[Question]:
        """Questions ready to be compared with an index's sentences."""
        tokens = tokens_of(texts, self.encoder, shelf=self.shelf)
        return [features.question(text, own) for text, own in zip(texts, tokens, strict=True)]


def scorer(features: SentenceFeatures) -> Scorer:
    """The trained scorer."""
    return Scorer(features, Models.load())


def finder(index: HybridIndex) -> EvidenceFinder:
    """The finder that answers on Citewell's own texts, over others."""
    return EvidenceFinder(index, Glossary({}, {}), NO_BODIES)


def found(finder: EvidenceFinder, question: Question, where: Sequence[int] | None = None) -> Found:
    """What the finder finds for a question, among some passages or all."""
    reading = Reading(question.text, Shape.FACT, wanted(question.text), topic=question.text)
    return finder.find(reading, vector=question.vector, where=where, depth=30 if where is None else len(where))
