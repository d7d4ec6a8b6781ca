"""Shares as log-odds, and log-odds as shares."""

from __future__ import annotations

import math

_LEAST, _MOST = 1e-4, 50.0
"""The share nearest to 0 or 1, and the log-odds farthest from 0, that are told apart from what lies beyond."""


def odds_of(share: float) -> float:
    """The log-odds of a share, 0 to 1."""
    share = min(max(share, _LEAST), 1 - _LEAST)
    return math.log(share / (1 - share))


def share_of(odds: float) -> float:
    """The share, 0 to 1, of some log-odds."""
    return 1 / (1 + math.exp(-min(max(odds, -_MOST), _MOST)))
