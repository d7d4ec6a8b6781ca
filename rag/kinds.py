"""Whether a sentence holds the kind of thing that a question wants: a number, a sum, a date, a name."""

from __future__ import annotations

import re

from rag.types import Wanted

_NOT_A_COUNT = re.compile(
    r"\b(?:19|20)\d\d(?:\s*[/–-]\s*\d\d(?:\d\d)?)?\b|\b\d\d/\d\d\b|\b\d+[- ](?:hour|week|day|month|year|minute)s?\b|\b10[- ]Year\b|\bCore ?20\w*"
    r"|\b(?:tier|segment|quarter|phase|type|figure|page|section|paragraph|stage|level|case study)s? \d(?:\.\d)?\b|\((?:figure|see|page)[^)]*\)",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|half|third|quarters?|fifth|dozen|all|none|every|both|only)\b",
    re.IGNORECASE,
)
_PERCENTAGE = re.compile(
    r"\d\s*(?:%|per cent)|\b(?:half|thirds?|quarters?|fifths?|(?:one|two|three|four|six|nine) (?:in|out of) (?:five|ten|four|three)|majority|minority|all|none)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"£\s?\d|\b\d[\d.,]*\s?(?:million|billion|bn)\b")
_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d\d/\d\d\b|\b(?:January|February|March|April|May|June|July|August|September|October|November|December|autumn|winter|spring|summer)\b"
    r"|\bquarter \d|\b\w+ (?:days|weeks|months|years)\b",
)
_LENGTH = re.compile(r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve)[- ](?:hour|day|week|month|year)s?\b", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:Dr|Lord|Lady|Sir|Dame|Professor|Baroness|Mr|Mrs|Ms) [A-Z][a-z]+|\b[A-Z][a-z]+ [A-Z][a-z]+\b")
_ROLE = re.compile(
    r"\b(?:chairs?|chief|directors?|leaders?|officers?|ministers?|mayors?|GPs?|councillors?|staff|teams?|clinicians?|boards?|NHS England|ICBs?|ICP|trusts?)\b",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"\b[A-Z][\w’'&-]+(?: (?:and|of|the|for|&|[A-Z][\w’'&-]+))*? (?:Trusts?|Hospitals?|University|Universities|Healthcare|Council|Federation|CIC|Alliance|Foundation|Institute|Confederation|Commission|Authority|Partnership|Association|Centre|Care Board)\b"
    r"|\bUniversity (?:Hospitals? )?(?:of )?[A-Z]\w+|\b(?:NHS England|DHSC|CQC|HM Treasury|Healthwatch)\b"
)


def holds(wanted: Wanted, question: str, text: str) -> bool:
    """True where a sentence holds something of the kind that is wanted; always, where no kind is.

    Years, standards such as `4-hour`, tiers and cross-references are numbers that count nothing.
    """
    if wanted is Wanted.MONEY:
        return bool(_MONEY.search(text))
    if wanted is Wanted.PERCENTAGE:
        return bool(_PERCENTAGE.search(text))
    if wanted is Wanted.NUMBER:
        if re.search(r"\bhow (?:long|often|old)\b", question, re.IGNORECASE):
            return bool(_DATE.search(text) or _LENGTH.search(text) or _NUMBER.search(text))
        if re.search(r"\b(?:segment|tier|level|rating|grade)\b", question, re.IGNORECASE):
            return bool(re.search(r"\d|\b(?:tier|segment)\b", text))
        return bool(_NUMBER.search(_NOT_A_COUNT.sub(" ", text)))
    if wanted is Wanted.DATE:
        return bool(_DATE.search(text))
    if wanted is Wanted.PERSON:
        return bool(_PERSON.search(text)) if re.search(r"\bname\b", question, re.IGNORECASE) else bool(_PERSON.search(text) or _ROLE.search(text))
    if wanted is Wanted.ORGANISATION:
        return bool(_ORGANISATION.search(text))
    return True


NOTHING = {
    Wanted.MONEY: "no sum of money",
    Wanted.PERCENTAGE: "no percentage",
    Wanted.NUMBER: "no number",
    Wanted.DATE: "no date",
    Wanted.PERSON: "no name",
    Wanted.ORGANISATION: "no organisation by name",
}
"""How a refusal says what is missing."""

PATTERNS: dict[Wanted, tuple[re.Pattern[str], ...]] = {
    Wanted.DATE: (_DATE, _LENGTH),
    Wanted.PERSON: (_PERSON, _ROLE),
    Wanted.ORGANISATION: (_ORGANISATION,),
}
"""What a thing of a kind looks like, the surest pattern first; figures have their own reader in `rag.figures`."""
