"""One file a shape: evidence becomes a draft."""

from collections.abc import Callable

from index.hybrid import HybridIndex
from rag.shapes import census, compare, fact, quote, trend
from rag.types import Draft, Found, Reading, Shape

__all__ = ["DRAFTERS"]

DRAFTERS: dict[Shape, Callable[[Reading, Found, HybridIndex], Draft]] = {
    Shape.FACT: fact.draft,
    Shape.COMPARE: compare.draft,
    Shape.TREND: trend.draft,
    Shape.QUOTE: quote.draft,
    Shape.LIST: census.draft,
    Shape.COUNT: census.draft,
}
"""{shape: what drafts it}."""
