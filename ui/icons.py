"""The drawings of the page's buttons, each a path on a field of 24 by 24."""

from __future__ import annotations

MARK = (
    '<svg class="cw-logo" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="#0f766e"/><path fill="#fff" '
    'd="M8 21v-5.2C8 12 10 9.7 13.600 9v2.700c-1.700.6-2.500 1.700-2.600 3.300h2.800v6zm9.600 0v-5.200c0-3.800 2-6.100 5.600-6.800v2.700c-1.700.6-2.500 1.700-2.600 3.300h2.800v6z"/></svg>'
)

_PATHS = {
    "previous": "M15 6l-6 6 6 6",
    "next": "M9 6l6 6-6 6",
    "copy": "M9 9h10v11H9zM5 15V4h10",
    "link": "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
    "save": "M12 4v11m-4-4 4 4 4-4M5 20h14",
    "again": "M20 12a8 8 0 1 1-2.500-5.800M20 4v4h-4",
    "edit": "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
    "up": "M7 20V10l4-7c1.500 0 2.300 1 2 2.500L12.400 9H18a2 2 0 0 1 2 2.400l-1.300 7A2 2 0 0 1 16.700 20zM7 10H4v10h3",
    "down": "M17 4v10l-4 7c-1.500 0-2.300-1-2-2.500l.6-3.500H6a2 2 0 0 1-2-2.400l1.300-7A2 2 0 0 1 7.300 4zM17 14h3V4h-3",
    "out": "M14 5h5v5M19 5l-8 8M17 14v5H5V7h5",
    "print": "M7 8V4h10v4M7 17H4V9h16v8h-3M7 14h10v6H7z",
    "send": "M12 19V6m-6 6 6-6 6 6",
    "stop": "M8 8h8v8H8z",
    "table": "M4 5h16v14H4zM4 10h16M10 10v9",
}


def icon(name: str) -> str:
    """A drawing, which says nothing to a screen reader: the button's words do."""
    return f'<svg class="cw-i" viewBox="0 0 24 24" aria-hidden="true"><path d="{_PATHS[name]}"/></svg>'
