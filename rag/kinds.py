"""Whether a sentence holds the kind of thing that a question wants: a number, a sum, a date, a name."""

from __future__ import annotations

import re

from rag.figures import Figure, figures
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
    r"|\bquarter \d|\b(?:in|within|after|over|for|last|past|next|previous|coming) (?:the )?(?:\w+ ){0,2}(?:days|weeks|months|years)\b",
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


_TARGET = r"(?:standards?|targets?|objectives?|thresholds?|ambitions?|trajector(?:y|ies)|plans?|planned|requirements?|limits?|expectations?)"
_AIMED = re.compile(
    rf"(?:\b{_TARGET}\b(?:[^\w,;.]+(?:of|was|is|at|to|by|for|set|the|a|an)\b){{0,3}}|\bplanned(?: +\w+){{0,3}}?(?: +of)?)[^\w,;.]*$", re.IGNORECASE
)
"""What stands before the figure of a target."""
_AIM = re.compile(
    rf"^[^\w,;.]*(?:(?!(?:against|versus|than|above|below|over|under|of|to|from|for|on|in|and|but|with|compared|short|the|an?|its|\d+(?:\.\d+)?(?![\w.-]))\b)[\w-]+ +){{0,4}}?{_TARGET}\b",
    re.IGNORECASE,
)
"""What stands after it; a result may be followed by its target, so the words between must belong together."""
_ASKS_AIM = re.compile(
    rf"\b(?:{_TARGET}|aim|aims|aimed|aiming|goal|goals|should|must|supposed|meant|expect\w*|want\w*|need\w*|asked|told|hope\w*|intend\w*|will|going to)\b",
    re.IGNORECASE,
)
ASKS_HOW_OFTEN = re.compile(r"\bhow (?:often|frequently|regularly)\b", re.IGNORECASE)
_FREQUENCY = re.compile(
    r"\b(?:regular\w*|routine\w*|daily|weekly|fortnightly|monthly|bi-?monthly|quarterly|annual\w*|yearly|twice|once|every(?: other)?(?: \w+)?|each (?:day|week|month|quarter|year)|(?:per|a) (?:day|week|month|year|quarter))\b",
    re.IGNORECASE,
)
_RATING = re.compile(
    r"\b(?:outstanding|good|requires? improvement|inadequate|red|amber|green|moderate|substantial|limited|segment \w+|tier \w+|level \w+|\w+[- ]rated|rated \w+|strong)\b",
    re.IGNORECASE,
)
_ASKS_RATING = re.compile(r"\b(?:what|which) (?:[\w-]+ ){0,2}(?P<kind>rating|grade|mark|score)\b", re.IGNORECASE)
_ASKS_NAME = re.compile(
    r"\bnames? of\b|\b(?:what|which)\b.*\b(?:called|named|names?)\b|\bwhat(?:[’']s| is| are| was) (?:its|their|the) names?\b|\bby name\b", re.IGNORECASE
)
_ASKS_COMPANY = re.compile(
    r"\b(?:which|what) (?:[\w-]+ ){0,2}(?:compan(?:y|ies)|firms?|suppliers?|contractors?|vendors?|consultanc(?:y|ies)|consultants|auditors|accountants)\b",
    re.IGNORECASE,
)
_ASKS_TOWN = re.compile(r"\b(?:which|what) (?:[\w-]+ ){0,2}(?:towns?|cit(?:y|ies)|villages?|suburbs?|streets?)\b", re.IGNORECASE)
_ASKS_LEVEL = re.compile(r"\b(?:what|which|(?:NOF|SOF|oversight|framework)) (?:[\w-]+ ){0,2}?(?P<level>segment|tier)\b", re.IGNORECASE)
"""A level of support or oversight, which only a sentence that speaks of it can name."""
_ASKS_HOLDER = re.compile(
    r"\bwho\b.*\b(?:appoint\w*|hire\w*|recruit\w*|replace\w*|succeed\w*|took over|elected)\b|\bwho (?:is|was|are|were|will be|became|becomes) (?:the |its |their |now )?(?:[\w’'-]+ ){0,6}(?:chair|chief|director|boss|head|leader|officer)\b|\bwho (?:chairs|heads|leads|runs)\b",
    re.IGNORECASE,
)
_SORTS = {"universit": "universit|college", "council": "council|authorit|borough", "college": "college|universit"}
"""{a sort of organisation that is asked for: what names one}."""
_ASKS_SORT = re.compile(r"\b(?:which|what) (?:[\w-]+ ){0,2}(?P<sort>universit|council|college)(?:y|ies|s)?\b", re.IGNORECASE)
_ASKS_BOARD = re.compile(r"\b(?:which|what|whose) (?:icb|ics|board|system|integrated care)\b", re.IGNORECASE)
_BOARD = re.compile(
    r"\b(?!(?:The|An?|One|Two|Each|Every|Both|Some|Many|Most|All|No|Our|Its|Their|This|That|These|Those|Other|Another|Few|Several|As|For|In|While|If)\b)[A-Z][a-z]+(?:,? (?:and |of |the |on |upon )*[A-Z][a-z]+)* (?:ICB|ICS|Integrated Care|integrated care)\b"
)
_PROPER = re.compile(r"[“‘\"'(]?\b(?:[A-Z][\w’'&-]*[a-z\d][\w’'&-]*|[A-Z]{2,}\w*)(?:[ -](?:(?:of|the|and|for|to|on|in|&) )*[A-Z][\w’'&-]*)*")
_NO_NAMES = frozenset(
    "the a an in it its this these they their we our there both as at for with while following since to on of and but however although overall including it's by all "
    "icb icbs ics icss icp icps nhs england nhse board boards system systems trust trusts health care integrated january february march april may june july august september october november "
    "december cqc january dhsc whole time equivalents wte wtes foundation".split()
)
_SIZED = re.compile(r"\b(?:what|which) (?:(?:are|were) )?(?:the |its |their )?(?P<count>\d+|four|five|six|seven|eight|nine|ten|eleven|twelve)\b", re.IGNORECASE)
_SEPARATOR = re.compile(r"[,;:•\n]|\band\b|\bor\b")


def holds(wanted: Wanted, question: str, text: str, heading: str = "") -> bool:
    """True where a sentence holds something of the kind that is wanted; always, where no kind is.

    A figure that the question holds itself answers nothing, nor does a target where it was asked what came of it. Years, standards such
    as `4-hour`, tiers and cross-references are numbers that count nothing.

    Args:
        heading: what stands over the sentence, where a board may be named.
    """
    if (asks := _ASKS_RATING.search(question)) and not (asks["kind"].lower() in ("mark", "score") and _holds_figure(Wanted.NUMBER, question, text)):
        return bool(_RATING.search(text))
    if _ASKS_BOARD.search(question):
        return bool(_BOARD.search(text) or heading)
    if wanted in (Wanted.MONEY, Wanted.PERCENTAGE, Wanted.NUMBER):
        return _holds_figure(wanted, question, text)
    if wanted is Wanted.DATE:
        return bool(_DATE.search(text) or (re.search(r"\bhow (?:long|soon)\b|\bsince when\b", question, re.IGNORECASE) and _LENGTH.search(text)))
    if _ASKS_NAME.search(question):
        return bool(_new_names(question, text))
    if (level := _ASKS_LEVEL.search(question)) and level["level"].lower() not in text.lower():
        return False
    if _ASKS_COMPANY.search(question) or _ASKS_TOWN.search(question) or (wanted is Wanted.PERSON and _ASKS_HOLDER.search(question)):
        return bool(_new_names(question, text))
    if wanted is Wanted.PERSON:
        asked = question.lower()
        fresh = any(match.group().lower() not in asked for match in _ROLE.finditer(text))
        return fresh or bool(_new_names(question, text)) or bool(_ORGANISATION.search(text))
    if wanted is Wanted.ORGANISATION:
        if (sort := _ASKS_SORT.search(question)) and not re.search(_SORTS[sort["sort"].lower()], text, re.IGNORECASE):
            return False
        return bool(_ORGANISATION.search(text) or _BOARD.search(text))
    if (sized := _SIZED.search(question)) and not re.search(r"\b(?:how|why|when)\b", question, re.IGNORECASE):
        count = int(sized["count"]) if sized["count"].isdigit() else _COUNTS[sized["count"].lower()]
        return count > _MOST_LISTED or len(_SEPARATOR.findall(text)) >= min(count, 6) - 1
    return True


_COUNTS = dict(zip("four five six seven eight nine ten eleven twelve".split(), range(4, 13), strict=True))
_MOST_LISTED = 20
"""Things that a question may ask to be listed in a sentence; a year or a standard is more."""


def _holds_figure(wanted: Wanted, question: str, text: str) -> bool:
    if wanted is Wanted.MONEY:
        return bool(_MONEY.search(text))
    if wanted is Wanted.NUMBER and ASKS_HOW_OFTEN.search(question):
        return bool(_FREQUENCY.search(text) or _LENGTH.search(text))
    if wanted is Wanted.NUMBER and re.search(r"\bhow (?:long|old)\b", question, re.IGNORECASE):
        return bool(_DATE.search(text) or _LENGTH.search(text) or _NUMBER.search(text))
    if re.search(r"\b(?:segment|tier|level|phase)\b", question, re.IGNORECASE) and wanted is Wanted.NUMBER:
        return bool(re.search(r"\d|\b(?:tier|segment)\b", text))
    pattern = _PERCENTAGE if wanted is Wanted.PERCENTAGE else _NUMBER
    plain = _counting(text)
    own = {(figure.start, figure.end) for figure in own_figures(question, text)}
    for figure in figures(plain):
        if (figure.start, figure.end) not in own:
            plain = plain[: figure.start] + " " * (figure.end - figure.start) + plain[figure.end :]
    return bool(pattern.search(plain))


def own_figures(question: str, text: str) -> list[Figure]:
    """The figures of a text that can answer a question: not those that it holds itself, nor a target where it was asked what came of it."""
    plain = _counting(text)
    said = {figure.value for figure in figures(question)}
    aims = bool(_ASKS_AIM.search(question))
    return [
        figure
        for figure in figures(plain)
        if figure.value not in said and (aims or not (_AIMED.search(plain[: figure.start]) or _AIM.match(plain[figure.end :])))
    ]


def _counting(text: str) -> str:
    """A text with blanks for the numbers that count nothing."""
    return _NOT_A_COUNT.sub(lambda match: " " * len(match.group()), text)


def _new_names(question: str, text: str) -> list[str]:
    """The proper names of a text that are not all of the question's words, nor words that only begin a sentence."""
    asked = set(re.findall(r"\w+", question.lower()))
    found = []
    for match in _PROPER.finditer(text):
        words = [word for word in re.findall(r"\w+", match.group().lower()) if word not in _NO_NAMES and word not in asked]
        begins = match.start() == 0 and " " not in match.group()
        if words and not begins:
            found.append(match.group())
    return found


NOTHING = {
    Wanted.MONEY: "no sum of money",
    Wanted.PERCENTAGE: "no percentage",
    Wanted.NUMBER: "no number",
    Wanted.DATE: "no date",
    Wanted.PERSON: "no name",
    Wanted.ORGANISATION: "no organisation by name",
}
"""How a refusal says what is missing."""

WHEN, HOW_LONG, HOW_OFTEN = (_DATE, _LENGTH), (_LENGTH, _DATE), (_FREQUENCY, _LENGTH)
"""What a time looks like that answers when, how long and how often, the surest form first."""
