"""Sentences of the texts that speak to a machine: they are data, and a model is not given them as evidence.

What has hidden characters, markup, links that carry data, or marks of a prompt or an answer in it, or tells its reader what to say or to
leave aside, is no finding on a board. A text that holds such a sentence keeps it; it is only not put to a model.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_HIDDEN = frozenset({"Cf", "Co", "Cs", "Cn"})
_SOFT = "\u00ad"
_MARKS = re.compile(
    r"</?(?!(?:u|b|i|em|strong|sup|sub|br|p)\b)[a-z][^<>]{0,200}>|!\[|\]\(|(?:\[\s*\d+\s*\]\s*){2,}|</?passage|\{[a-z_ ]+\}|\bhttps?://\S*[?&#=]|\b(?:data|javascript|file):\S|```|^\s*(?:system|assistant|user|human)\s*:",
    re.IGNORECASE,
)
"""Markup that does more than set words off, images, links, rows of citation marks, delimiters, placeholders, addresses with something after a question mark, and the names of a chat's roles."""
_ASIDE = re.compile(
    r"\b(?:ignor|disregard|forget|overrid|bypass)\w*\b[^.;]{0,40}\b(?:above|previous|prior|earlier|preceding|everything|instruction|rule|prompt|passage|text|question)s?\b"
    r"|\b(?:new|your|these|following|above) (?:instructions?|prompt|orders?)\b|\b(?:as|you are) an? (?:ai|language model|assistant|chatbot)\b",
    re.IGNORECASE,
)
"""What sets aside what came before, or speaks to a model as one."""
_TOLD = re.compile(
    r"(?:^|[.:;,!]\s+|\b(?:please|instead|always|now)\s+)(?:say|answer|reply|respond|repeat|output|print|tell the (?:user|reader)|write)\b"
    r"(?!\s*(?:[,.;]|that they|they|more|less))(?=\s+(?:only|that|with|to|nothing|in|the|yes|no|[\"'“‘]|(?-i:[A-Z])))",
    re.IGNORECASE,
)
"""An order to say something: a verb of saying with nobody before it who says it."""


@cache
def is_order(text: str) -> bool:
    """True for a text that speaks to a machine rather than of boards."""
    if not text.isascii() and any(unicodedata.category(c) in _HIDDEN and c != _SOFT for c in text):
        return True
    return bool(_MARKS.search(text) or _ASIDE.search(text) or _TOLD.search(text))
