"""The words by which a question shows what it asks: patterns only, no logic."""

from __future__ import annotations

import re

from rag.types import Wanted

_I = re.IGNORECASE
_ONE = r"(?:board|icb|system|ics|integrated care (?:board|system))"
_MANY = r"(?:boards|icbs|icss|systems|integrated care (?:boards|systems)|areas|assessments|write-?ups|letters|verdicts|places|patches|commissioners|health bodies|parts of (?:england|the country))"
_VERB = r"(?:do|does|did|is|are|was|were|has|have|had|should|can|could|will|would|may|might)"

PERIOD = re.compile(r"\b(?P<year>(?:19|20)\d\d\s*[/–-]\s*(?:19|20)?\d\d|\d\d/\d\d)\b")

_TEXT = r"(?:reports?|surveys?|editions?|polls?|questionnaires?|publications?|reviews?|guidance|assessments?|state of (?:the )?\w+)"
ISSUED = re.compile(
    rf"\b(?P<before>20\d\d)(?:['’]s)? (?:[a-z]+ ){{0,2}}?{_TEXT}\b|\b{_TEXT} (?:of|from|for|in|issued in|published in|made in|taken in) (?P<after>20\d\d)\b(?!\s*[/–-]\s*\d)"
    rf"|\b(?:asked|surveyed|polled|leaders|respondents|confed\w*)(?: \w+)? in (?P<asked>20\d\d)\b(?!\s*[/–-]\s*\d)",
    _I,
)
"""A text by the calendar year in which it came out, or people by that in which they were asked."""

LIST = re.compile(
    rf"\b(?:which|what|list|name|show)(?: of (?:the|those|these))?(?: (?!{_VERB}\b)[\w/’'-]+){{0,4}}? {_MANY}\b"
    rf"|\bwhich of (?:the |these |those |its |england.s )*(?:42|forty-two|boards|icbs|six|five|seven|eleven|four|several|many)\b|\bwhich ones?\b|\bwhose (?:board|icb|system|assessment|write-?up)s?\b"
    rf"|\b(?:of|among|amongst|across|out of|from) (?:all |the |england.s |all the )*(?:[\w-]+ ){{0,4}}?(?:{_MANY}|42|forty-two)\b[^?]{{0,60}}\b(?:which|who|name)\b"
    rf"|^{_MANY} (?:with|that|in|where|which|whose|having)\b|\bthe {_MANY} (?:that|which|who|with|where|whose)\b|\b(?:every|each) {_ONE} (?:that|which|with|where|whose)\b"
    rf"|\b(?:list|name|show|find|give me) (?:me )?(?:every|each|all|any|the)(?: [\w/-]+){{0,3}}? (?:{_MANY}|{_ONE})\b"
    rf"|(?:^|, )(?:is|are|was|were|did|do|does|has|have|can|could) (?:there )?(?:any|no|some)(?: [\w-]+){{0,2}}? (?:{_MANY}|{_ONE})\b"
    rf"|^(?:did|do|does|has|have|is|are|was|were) (?:every|all|each|any|most)\b(?: of)?(?: the| those)?(?: [\w-]+){{0,3}}? (?:{_MANY}|{_ONE})\b"
    rf"|^(?:are|were|is|was) there (?:any|a|some|no)(?: [\w-]+){{0,3}}? (?:{_MANY}|{_ONE})\b"
    rf"|\bwhich (?:is|was|are|were) the only\b|\bthe only (?:[\w-]+ ){{0,2}}?{_ONE}\b|\bwhich (?:[\w-]+ )?{_ONE}\b|\bwho in (?:the )?(?=[A-Z])"
    rf"|\ball but one\b|^where (?:is|are|was|were|did|do|does|has|have)\b.*\b(?:tiers?|tiered|segment|programme|scheme|undertakings)\b",
    _I,
)
"""A question for the boards that something is said of."""
COUNT = re.compile(
    rf"\bhow many (?:of (?:the|these|those) )?(?:[\w-]+ ){{0,4}}?{_MANY}\b|\bhow many (?:boards|icbs)\b"
    r"|\bhow many (?:of (?:the |these |those |them |england.s )*(?:42|forty-two|\w+ (?=are|were|have|had|did|do|got))|(?:are|were|have|had|has|did|do|got|get|of them)\b(?! (?:you|i|we|people|patients|respondents|leaders)\b))",
    _I,
)
TREND = re.compile(
    r"\b(?:chang(?:e|ed|es)|trend|over (?:the )?(?:time|years|last)|since last year|compared? (?:with|to) (?:last|the year|the previous|20)"
    r"|(?:than|from) (?:a|last|the previous|the) (?:year|survey|time|report)(?: (?:ago|before))?|a year ago|this (?:survey|year|report|edition|time)(?:[’']s)? and (?:the )?(?:last|previous)|last (?:survey|time|edition)"
    r"|(?:a |the )?year (?:before|earlier|later|on)|next (?:one|survey|edition|report|year)|between the two|two (?:surveys|editions|years)|both (?:surveys|years)|still|as in|more or fewer|(?:up|down) (?:on|from))\b",
    _I,
)
AGO = re.compile(
    r"\b(?:a year ago|last (?:year|survey|time|edition)|(?:than|from|on|with|to|and|as|in) (?:the )?(?:one |year |survey |report |edition )?(?:last|previous|before|earlier|prior)\b"
    r"|(?:the )?(?:year|survey|report|edition|one|twelve months|12 months) (?:before|earlier|previously|prior|later|on)|chang(?:e|ed) (?:since|between)|year[- ]on[- ]year|from (?:one )?(?:year|survey|report|edition) to (?:the )?next"
    r"|then and now|(?:between|in|across|over) (?:the )?(?:two|both) (?:surveys|years|reports|editions|assessments)|(?:both|two) (?:years|surveys|reports|editions)(?: running)?|each (?:year|survey)"
    r"|(?:compared?|comparison) (?:with|to) (?:before|the (?:year|one|survey|previous|last|earlier)))\b",
    _I,
)
"""What tells that the year before is meant, though no year is named."""
MOVED = re.compile(
    r"(?:grow\w*|grew|grown|ris(?:e|en|ing)|rose|fall\w*|fell|drop\w*|shr[aiu]nk\w*|worsen\w*|declin\w*|increas\w*|decreas\w*|climb\w*|slip\w*|shift\w*|swing|swung|mov(?:e|ed) (?:up|down|on)"
    r"|g(?:o|one|oing|et|etting|ot) (?:up|down|better|worse)|went (?:up|down)|(?:more|less|fewer|higher|lower|better|worse|stronger|weaker|surer|happier|keener|[a-z]{3,}ier) than (?:before|they (?:were|did|had)|it was|in|a|the)|become (?:more|less|\w+er))"
    r".*(?:surveys?|reports?|editions?|years?|since|before|time|leaders|respondents|systems)",
    _I,
)
"""A change over the years that is asked of no single board."""
QUOTE = re.compile(
    r"\b(?:where does it say|where (?:do|does|did) the words|who said|who (?:described|called|grumbled|complained)|find the (?:quote|words|sentence|passage)"
    r"|which document says|exact words|where (?:is|are) (?:it|the words?|the phrase))\b",
    _I,
)
QUOTED = re.compile(r"[“\"]([^”\"]{8,})[”\"]|(?<!\w)['‘]([^'’]{12,})['’](?!\w)")
PREVIOUS = re.compile(r"\b(?:last year|previous|year before|year earlier|earlier|prior|older|first)\b", _I)
_BEFORE = re.compile(
    r"\b(?:(?:the )?(?:year|one|edition|survey|report) (?:before|earlier|prior)|(?:the )?previous (?:year|one|edition|survey|report)|a year (?:earlier|before)|last year)\b",
    _I,
)
_AFTER = re.compile(
    r"\b(?:(?:the )?(?:year|one|edition|survey|report) (?:after|later)|(?:the )?(?:next|following) (?:year|one|edition|survey|report)|a year (?:later|on))\b",
    _I,
)
CHANGE = re.compile(r"\b(?:chang(?:e|ed|es|ing)|trend|compare[sd]?|differ\w*|since|moved?|risen|rose|fallen|fell|grown|grew|up|down)\b", _I)
"""What asks for two years beside each other, and not for the one that was moved to."""


def step(question: str) -> int:
    """How many years a follow-up goes on from the one before: -1, 1, or 0."""
    return -1 if _BEFORE.search(question) else 1 if _AFTER.search(question) else 0


LATEST = re.compile(r"\b(?:latest|most recent|newest|current|this year)\b", _I)

WANTED: tuple[tuple[Wanted, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, _I))
    for kind, pattern in (
        (
            Wanted.PERSON,
            r"\bname of .*(?:chair|chief|boss|director|leader|head|officer)|\bwho (?:is|was|are|were) (?:the|its|their)\b.*(?:chair|chief|boss|director|leader|head)",
        ),
        (Wanted.PERCENTAGE, r"\b(?:what|which|by what) (?:percentage|per cent|proportion|share|fraction)\b|\bpercentage\b|\bhow many per cent\b"),
        (
            Wanted.MONEY,
            r"\bhow much (?:[\w-]+ ){0,3}?(?:money|funding|capital|cash)\b|\bhow (?:much|big|large) .*\b(?:deficit|surplus|fund|budget|overspend|paid|cost|spent|saved|invest\w*|worth|in the (?:red|black))"
            r"|\bhow many (?:million|billion)?\s?pounds\b|\bin pounds\b|£",
        ),
        (
            Wanted.NUMBER,
            r"\bhow (?:many|much|long|large|big|far|often|old|wide|high|low)\b|\b(?:what|which) (?:number|figure|target|rate|level|size|weight|score)\b|\bnumber of\b"
            r"|\bwhat (?:is|was|were|are) (?:the |its |their )?(?:[\w-]+ ){0,3}(?:rate|uptake|gap|total|size|headcount|level|score|turnout|average|population)\b",
        ),
        (
            Wanted.NUMBER,
            r"\bmore or (?:fewer|less)\b|\b(?:has|have|had|got|with|sees|saw|runs|ran) (?:the )?(?:more|fewer|most|fewest)\b|\b(?:bigger|smaller|higher|lower) or\b",
        ),
        (
            Wanted.DATE,
            r"^(?:(?:and|but|so) )?(?:since )?when\b|\bwhen (?:did|was|is|will|are|were|do|does|has|have|could|can)\b|\b(?:what|which|by what|on what|in what|in which) (?:year|date|day|week|month|quarter|time)\b|\bhow soon\b",
        ),
        (Wanted.PERSON, r"\bwho\b|\bwhose\b"),
        (Wanted.PLACE, r"^where\b|\b(?:which|what) (?:town|place|area|city|borough|part of)"),
        (
            Wanted.ORGANISATION,
            r"\b(?:which|what)(?: [\w-]+){0,3}? (?:trusts?|hospitals?|organisations?|providers?|councils?|universit(?:y|ies)|partners?|compan(?:y|ies))\b",
        ),
        (Wanted.REASON, r"\bwhy\b|\bwhat (?:caused|led to|drove)\b|\bfor what reason|\breasons? (?:for|why)\b"),
        (Wanted.YES_NO, r"^(?:and |but |so )?(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would|should)\b"),
    )
)
"""The first that fits says what kind of thing is wanted."""

ASKING = frozenset(
    "many much more fewer share percentage percent proportion figure number amount say says said see saw seen still later earlier next year years change changed changes "
    "stand stands stood get gets got gotten give gives gave given according exactly actually really roughly approximately mention mentioned mentions know happen happened "
    "happening come came comes go goes went going think thinks thing things kind sort type way ways part name named call called according "
    "compare compared comparison versus between among each both either other another ones did was one two".split()
)
"""Words of asking, which an answer need not hold."""

LISTING = frozenset(
    "board boards icb icbs ics icss system systems area areas assessment assessments integrated care health england region regions named noted credited praised told linked "
    "described recognised highlighted reported offering offered having has have had been being make makes made all any every only but odd out specifically "
    "own itself themselves whole wider rather than whether good ill bring up brings comment comments how well much work working works do doing does done did use uses used using "
    "mention mentions mentioned include includes included including where place places finish finished end ended now yet already about get got under on off in at "
    "trust trusts hospital hospitals assessed verdict verdicts because anything something thing become became were named national part parts put run runs running certain particular patients people nhs list lists single commended credited acknowledged singled asked urged required needs need".split()
)
"""Words by which a list is asked for, of which its criterion does not consist."""

EXCEPT = re.compile(
    r"\bodd one out\b|\ball but\b|\bexcept\b"
    r"|\bwhich (?:of (?:the|these|those|them) )?(?:[\w-]+ ){0,3}?(?:did|do|does|was|were|is|are|has|have)(?: not|n[’']t)\b|\bwhich (?:[\w-]+ ){0,2}?(?:have|has) no\b",
    re.IGNORECASE,
)
"""A question for the boards of which something is not said."""

FOLLOWS = re.compile(r"(?:and|but|so|or|what about|how about|why|since when|sorry|which of (?:those|these|them))\b", _I)
"""The beginning of a question that goes on from the one before."""
OF_THOSE = re.compile(r"\b(?:of|among|amongst|from) (?:those|these|them)\b|\b(?:are|were|is|was|do|did) (?:any|all|some) of (?:those|these|them)\b", _I)
"""A question on the boards of the answer before."""
REFERS = re.compile(r"\b(?:it|its|that|they|them|their|there|those|these|he|she)\b", _I)
"""A word that stands for something said before."""
PRONOUN = re.compile(
    r"\b(?:its|their|they|them|he|she|his|her)\b|\b(?:is|was|has|had|did|does|do|for|of|on|at|about|with) it\b|\bit (?:is|was|has|had|did|does)\b|\bthere\?", _I
)
"""A word that stands for a board or a thing named before, in a question of any length."""
OF_ALL = re.compile(
    r"\b(?:leaders?|respondents?|surveyed|boards|icbs|icss|systems|country|countries|england|nation\w*|government|survey|guidance|assessments|report|confed\w*|everyone|anyone|new topic|different|something else)\b",
    _I,
)
"""Words of a question that is on no single board."""
COUNTED = re.compile(
    r"\b(?:how many|number of)(?: of)?(?: (?:the|its|their|his|more|new|extra|other|additional|different|local|joint|\w+['’]s))* (?P<thing>[a-z][\w-]+)", _I
)
"""What is counted: dentists in "how many dentists"."""
FILLER = frozenset(
    "any better worse good bad sorry meant mean same again also instead now then please ok okay thanks say said tell about ask asked what how why when who last year years well going thing things".split()
)
"""Words that carry no topic of their own in a follow-up."""

LEANS = re.compile(r"[“‘'\"]?(?:It|This|These|They|Their|That|Those|He|She|Its|There are also|However|But|Such|Both)\b")
"""The beginning of a sentence that leans on the one before."""

POINTS_BACK = re.compile(r"\b(?:this|these|those|such|to it|of it|the same)\b(?!,? (?:year|time|survey|report|section|chapter|area|month|stage))", _I)
"""Words in a sentence that stand for what the one before it says."""
SUPERLATIVE = re.compile(
    r"\b(?:most|least|highest|lowest|biggest|largest|smallest|greatest|best|worst|main(?:ly)?|top|chief(?= (?:reason|cause|obstacle|barrier|worry|concern))|primary|leading|number one|strongest|weakest|surest|"
    r"fewest|commonest|first|longest|shortest|furthest|closest|majority|[a-z]{3,}(?:i)est)\b",
    _I,
)
"""A word that sets one thing above or below all others."""

BOARD_NAME = re.compile(
    r"\b(?P<name>[A-Z][\w&-]*(?:[ ,]+(?:and |of |the |& )*[A-Z][\w&-]*)*)(?:['’]s)?\s+(?:ICB|ICS|[Ii]ntegrated [Cc]are (?:[Bb]oard|[Ss]ystem)|[Hh]ealth [Bb]oard)\b"
)
NAME = re.compile(r"(?<![.?!] )\b[A-Z][a-z]{3,}\b(?!['’])")
"""A word with a capital, which within a question is a name."""
NO_NAMES = frozenset(
    "The An A Which What How Did Does Do Is Are Was Were Has Have Had In On At For By Why Who When Where Each Every Any Some Most All No And But Or If NHS England Of "
    "Model Confed Confederation University Welsh Scottish".split()
)
