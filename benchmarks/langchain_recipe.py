"""LangChain's usual recipe on the same texts and weights: split by characters, embed, keep in FAISS, take the nearest.

Run as a script, `langchain_recipe.py FOLDER QUESTION`, it loads a saved store and prints the passages nearest to a question: its cold start.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from langchain_core.embeddings import Embeddings

from index.encode import model_folder

CHUNK, OVERLAP, TOP = 1000, 200, 4
"""Characters of a chunk and shared by neighbours, as LangChain's tutorials set them; chunks taken, as its stores do unless told."""


class PackagedEmbeddings(Embeddings):
    """The packaged weights as sentence-transformers runs them."""

    def __init__(self) -> None:
        from sentence_transformers import SentenceTransformer

        self._model: Any = SentenceTransformer(str(model_folder()), device="cpu")

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = self._model.encode(texts, show_progress_bar=False).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def build(texts: dict[str, str]) -> Any:
    """A store of the chunks of some texts, given by document."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    chunks = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP).create_documents(
        list(texts.values()), metadatas=[{"document": name} for name in texts]
    )
    return _faiss().from_documents(chunks, PackagedEmbeddings())


def load(folder: Path) -> Any:
    """A store that this benchmark saved; LangChain keeps its texts as a pickle, which is why Citewell itself loads none of its stores."""
    return _faiss().load_local(str(folder), PackagedEmbeddings(), allow_dangerous_deserialization=True)


def nearest(store: Any, question: str, k: int = TOP) -> list[tuple[str, str]]:
    """The k chunks nearest to a question, best first, as (document, text)."""
    return [(chunk.metadata["document"], chunk.page_content) for chunk in store.similarity_search(question, k=k)]


def _faiss() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from langchain_community.vectorstores import FAISS
    return FAISS


def main(arguments: Sequence[str]) -> None:
    folder, question = arguments
    for document, text in nearest(load(Path(folder)), question):
        print(f"{document}\n{text}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
