"""What a user has fixed by filters, held against the texts and against the question's own words."""

from __future__ import annotations

from dataclasses import replace

from corpus.bodies import Bodies
from corpus.catalogue import Catalogue
from index.hybrid import HybridIndex
from rag.types import Filters, Reading, Reason, Refusal


def outside(filters: Filters, index: HybridIndex, bodies: Bodies) -> Refusal | None:
    """A refusal of filters that name no board or document of the texts, or a document and a year that exclude each other."""
    strange = [name for name in filters.bodies if name not in bodies.by_name]
    if strange:
        return Refusal(Reason.UNKNOWN_BODY, f"{_listed(strange)} is none of the {len(bodies.all)} integrated care boards; choose another board to answer from.")
    absent = [identity for identity in filters.documents if identity not in index.by_id]
    if absent:
        return Refusal(Reason.UNCLEAR, f"There is no document {_listed(absent)}; the documents here are {_listed([d.id for d in index.documents])}.")
    years = {index.by_id[identity].period for identity in filters.documents}
    if filters.documents and filters.periods and not years & set(filters.periods):
        held = _listed([str(year) for year in sorted(year for year in years if year)])
        asked = _listed([str(period) for period in filters.periods])
        return Refusal(Reason.UNCLEAR, f"The document chosen is of {held}, and the year chosen is {asked}; drop one of the two.")
    return None


def overridden(reading: Reading, filters: Filters, catalogue: Catalogue) -> Reading:
    """A reading of the words alone with what the filters make of it, and a note of every name that they set aside."""
    notes: list[str] = []
    if filters.bodies and (others := [body for body in reading.bodies if body not in filters.bodies]):
        notes.append(f"The question names {_listed(others)}; by the filter it is answered for {_listed(list(filters.bodies))}.")
    if filters.periods and (years := [str(period) for period in reading.periods if period not in filters.periods]):
        notes.append(f"The question names {_listed(years)}; by the filter it is answered for {_listed([str(period) for period in filters.periods])}.")
    documents = reading.documents
    if filters.documents and (named := [identity for identity in documents if identity not in filters.documents]):
        titles = [catalogue.by_id[identity].label for identity in named]
        if not set(documents) & set(filters.documents):
            notes.append(
                f"The question names {_listed(titles)}; by the filter it is answered from {_listed([catalogue.by_id[i].label for i in filters.documents])}."
            )
    if filters.periods and not filters.documents and documents:
        # The year that was chosen outweighs a document's name: the one of its kind for that year is meant.
        kinds = {catalogue.by_id[identity].kind for identity in documents}
        of_year = tuple(identity for identity in documents if catalogue.by_id[identity].financial_year in filters.periods)
        documents = of_year or tuple(e.id for e in catalogue.entries if e.kind in kinds and e.financial_year in filters.periods)
    return replace(
        reading,
        bodies=filters.bodies or reading.bodies,
        periods=filters.periods or reading.periods,
        documents=filters.documents or documents,
        notes=(*reading.notes, *notes),
    )


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""
