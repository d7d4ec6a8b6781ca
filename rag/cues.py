"""The words by which a question shows what it asks: patterns only, no logic."""

from __future__ import annotations

import re

from rag.types import Wanted

_I = re.IGNORECASE
_ONE = r"(?:board|icb|system|ics|integrated care (?:board|system))"
_MANY = r"(?:boards|icbs|icss|systems|integrated care (?:boards|systems)|areas|assessments|summaries|write-?ups|letters|verdicts|places|patches|commissioners|health bodies|parts of (?:england|the country|london|the (?:capital|north|south|east|midlands)))"
_VERB = r"(?:do|does|did|is|are|was|were|has|have|had|should|can|could|will|would|may|might)"

PERIOD = re.compile(r"\b(?P<year>(?:19|20)\d\d\s*[/–-]\s*(?:19|20)?\d\d|\d\d/\d\d)\b")

_TEXT = r"(?:reports?|surveys?|editions?|polls?|questionnaires?|publications?|reviews?|guidance|assessments?|state of (?:the )?\w+)"
ISSUED = re.compile(
    rf"\b(?P<before>20\d\d)(?:['’]s)? (?:[a-z]+ ){{0,2}}?{_TEXT}\b|\b{_TEXT} (?:of|from|for|in|issued in|published in|made in|taken in) (?P<after>20\d\d)\b(?!\s*[/–-]\s*\d)"
    rf"|\b(?:asked|surveyed|polled|leaders|respondents|confed\w*)(?: \w+)? in (?P<asked>20\d\d)\b(?!\s*[/–-]\s*\d)",
    _I,
)
"""A text by the calendar year in which it came out, or people by that in which they were asked."""

SPANS = r"\b(?:take in|took in|cover|include|involve|span|(?:run|operate|start|begin) in)\b"
"""What a programme does with the areas that it has, which are not the boards' then."""
LIST = re.compile(
    rf"\b(?:which|what|list|name|show)(?: of (?:the|those|these))?(?! (?-i:[a-z]{{4,}}(?<![su])s) {_MANY}\b)(?: (?!{_VERB}\b)[\w/’'-]+){{0,4}}? {_MANY}\b"
    rf"|\bwhich of (?:the |these |those |its |england.s )*(?:42|forty-two|boards|icbs|six|five|seven|eleven|four|several|many)\b|\bwhich ones?\b|\bwhose (?:board|icb|system|assessment|write-?up)s?\b"
    rf"|\b(?:of|among|amongst|across|out of|from) (?:all |the |england.s |all the )*(?:[\w-]+ ){{0,4}}?(?:{_MANY}|42|forty-two)\b[^?]{{0,60}}\b(?:which|who|name)\b"
    rf"|^{_MANY} (?:with|that|in|where|which|whose|having)\b|\bthe {_MANY} (?:that|which|who|with|where|whose)\b|\b(?:every|each) {_ONE} (?:that|which|with|where|whose)\b"
    rf"|\b(?:list|name|show|find|give me) (?:me )?(?:every|each|all|any|the)(?: [\w/-]+){{0,3}}? (?:{_MANY}|{_ONE})\b"
    rf"|(?:^|, )(?:is|are|was|were|did|do|does|has|have|can|could) (?:there )?(?:any|no|some)(?: [\w-]+){{0,2}}? (?:{_MANY}|{_ONE})\b"
    rf"|^(?:did|do|does|has|have|is|are|was|were) (?:every|all|each|any|most)\b(?: of)?(?: the| those)?(?: [\w-]+){{0,3}}? (?:{_MANY}|{_ONE})\b"
    rf"|^(?:are|were|is|was) there(?: (?:any|an?|some|no|(?:just|only|but) one)(?: [\w-]+){{0,3}}?)? (?:{_MANY}|{_ONE})\b|\bany {_MANY}\?"
    rf"|\bwhich (?:is|was|are|were) the only\b|\bthe only (?:[\w-]+ ){{0,2}}?{_ONE}\b|\bwhich (?:[\w-]+ )?{_ONE}\b|\bwho in (?:the )?(?=[A-Z])"
    rf"|\ball but one\b|^where (?:is|are|was|were|did|do|does|has|have)\b.*\b(?:tiers?|tiered|segment|programme|scheme|undertakings)\b",
    _I,
)
"""A question for the boards that something is said of."""
ONE_BOARD = re.compile(
    r"^(?:(?:and|so|but|in|at) )*(?:which|what|whose) (?:one |single )?(?:[\w-]+ )?(?:icb|ics|board|system|integrated care (?:board|system))(?:['’]s)?(?!\w)",
    _I,
)
"""A question for one board."""
COUNT = re.compile(
    rf"\bhow many (?:of (?:the|these|those) )?(?:[\w-]+ ){{0,4}}?{_MANY}\b(?! (?:does|did|will|do) [^?,]*{SPANS})|\bhow many (?:boards|icbs)\b"
    r"|\bhow many (?:of (?:the |these |those |them |england.s )*(?:42|forty-two|\w+ (?=are|were|have|had|did|do|got))|(?:are|were|have|had|has|did|do|got|get|of them)\b(?! (?:you|i|we|people|patients|respondents|leaders)\b))",
    _I,
)
TIMES = re.compile(
    r"\b(?:chang(?:e|ed|es)|trend|over (?:the )?(?:time|years|last)|since last year|compared? (?:with|to) (?:last|the year|the previous|20)"
    r"|(?:than|from) (?:a|last|the previous|the) (?:year|survey|time|report)(?: (?:ago|before))?|a year ago|this (?:survey|year|report|edition|time)(?:[’']s)? and (?:the )?(?:last|previous)|last (?:survey|time|edition)"
    r"|(?:a |the )?year (?:before|earlier|later|on)|next (?:one|survey|edition|report|year)|between the two|two (?:surveys|editions|years)|both (?:surveys|years)|still|as in|more or fewer|(?:up|down) (?:on|from))\b",
    _I,
)
"""Words of time, of which a topic does not consist."""
SURVEYED = re.compile(r"\b(?:leaders|respondents|surveyed|surveys?|polls?|polled|confed\w*|people|chairs|chief executives)\b", _I)
"""Those who were asked, of whom no census can be taken."""
OF_BOARDS = re.compile(r"^what\b.* (?:in|of|by|for|to|at|with|among|their|its|our|these) ", _I)
"""A question for something of the boards, and not for boards."""
BOARDS = re.compile(r"\b(?:boards?|icbs?|42|which ones?)\b", _I)
"""Those of whom a census can be taken; none of them was assessed in two years."""
_EDITION = (
    r"(?:surveys?|reports?|editions?|polls?|publications?|ones?|rounds?|reviews?|accounts?|assessments?|waves?|documents?|papers?|articles?|write-?ups?|stud(?:y|ies)|questionnaires?"
    r"|exercises?|versions?|instalments?|texts?|volumes?|snapshots?|appraisals?|verdicts?|series|results?|findings|figures?|fieldwork|responses?|answers?)"
)
"""What comes out once a year, as people call it."""
_OUT = r"(?:survey|report|edition|poll|publication|one|round|review|assessment|wave|exercise|version|instalment|article)"
_YEAR = r"(?:(?:19|20)?\d\d\s*[/–-]\s*(?:19|20)?\d\d)"
_GO = r"(?:year|twelve months|12 months)"
_THAN = r"(?:than|from|since|unlike|beyond|above|below|(?:compared?|comparison|contrast\w*|relative|next) (?:with|to)|versus|vs\.?|against|up on|down on|as in|like)"
EARLIER = re.compile(
    rf"\b(?:(?:first|earlier|older|previous|prior|former|initial|original|preceding|last)(?: (?!{_EDITION}\b)[\w’'-]+){{0,3}} {_EDITION}|(?:previous|prior|preceding) (?!government)[\w’'-]+|earlier (?:year|time)s?|the (?:first|earlier|older|previous|former)(?= ?[,.;?]| (?:and|or|asks?|says?|said|shows?|showed|did|does|had|has|was|is)\b)"
    rf"|(?:first|earlier|older) of (?:the|these|those|its) (?:\w+ ){{0,2}}{_EDITION}|(?:last|previous|former|old|outgoing) government|last year[’']s|last time(?: (?:a)?round)?"
    rf"|{_THAN} (?:in |at |it was |they were )?(?:(?:the )?last year|before\b(?! (?:the|that|this|a|any|they|it)\b))|(?:this|the latest) (?:year|{_OUT})[^,?]{{0,20}} and last\b"
    rf"|two years (?:ago|back|earlier)|(?:a|one|the|that|two) (?:year|{_OUT}) (?:ago|before|earlier|previously|prior|beforehand|back)|(?:twelve|12) months (?:ago|before|earlier|previously|prior|back)|one {_GO}(?=\b.*\bthe next\b)"
    r"|at first|at the (?:start|outset)|originally|initially|to (?:begin|start) with|previously|formerly|used to|back then|in the past|beforehand|hitherto|until (?:then|now|recently)|then(?=\b.*\bnow\b)|predecessor|forerunner|(?<=[.;?] )first|^first(?= [A-Z])|before(?= ?\?))(?!\w)",
    _I,
)
"""The earlier of two times."""
LATER = re.compile(
    rf"\b(?:(?:second|later|newer|next|following|subsequent|follow-up)(?: (?!{_EDITION}\b)[\w’'-]+){{0,3}} (?:{_EDITION}|year)|(?:second|later|newer|last) of (?:the|these|those|its) (?:\w+ ){{0,2}}{_EDITION}"
    rf"|(?:a|one) year on|(?:a|one|the|that) (?:year|{_OUT}) (?:later|after(?:wards)?)|(?:twelve|12) months (?:on|later|after(?:wards)?)|the year after|the (?:second|later|newer|latter|next)(?= ?[,.;?]| (?:and|or|asks?|says?|said|shows?|showed|did|does|had|has|was|is)\b|\Z)|the next\b(?! (?:\d+|two|three|five|ten|few|couple|decade|year|step|phase|stage|level|round of|\w+ (?:years|months))\b)"
    rf"|new (?:[\w’'-]+ )?{_EDITION}|successor|sequel"
    r"|present|current|latest|newest|most recent|now(?:adays)?|these days|today|currently|(?:ever )?since(?: then)?|later on|subsequently|afterwards|by then|any ?more|any longer|no longer|still|overtaken|superseded|replaced|supplanted|ha(?:s|ve) become|turned into)(?!\w)",
    _I,
)
"""The later of two times."""
THIS = re.compile(rf"\bthis (?:(?:{_OUT}|year)(?:[’']s)?|time)(?!\w)", _I)
"""The later of two times, beside a word for the earlier one; by itself, or beside a year, the time that is asked about."""
ACROSS = re.compile(
    rf"\b(?:(?:the )?(?:two|both)(?: of the)? (?:(?:yearly|annual|last|latest|most recent|confed\w*|[\w’'-]+[’']s) )?(?:surveys|reports|editions|polls|publications|rounds|reviews|assessments|waves|articles|studies|questionnaires)|(?:between|across|over|in|from|for) (?:the two|both) years|(?:both|each|either) (?:times?|occasions?)|both (?:of the )?(?:[\w’'-]+ )?(?:surveys|reports|editions|years|polls|assessments|rounds|waves)"
    rf"|(?:in |for |by )each (?:{_OUT}|of the (?:two|surveys|years|reports))|either (?:earlier|previous|prior) {_EDITION}|(?:from )?(?:one|a) (?:year|{_OUT})(?: [\w’'-]+){{0,4}} (?:to|and|from) the (?:next|other|one before)"
    rf"|year[- ](?:on|over|to)[- ]year|(?:then|before) (?:and|versus|vs\.?) (?:now|after)|(?:two|both) (?:years|surveys|reports|editions|polls) (?:running|in a row)|(?:between|across) (?:the )?(?:years|surveys|editions|reports|polls)|years running"
    rf"|this (?:{_EDITION}|year|time)(?:[’']s)?(?: [\w’'-]+)? (?:and|versus|vs\.?|against|than|(?:compared?|next) (?:with|to)) (?:the |in |on |with )*(?:last|previous|earlier|older|one before)|over time|between\b[^?]{{0,40}}\b(?:surveys|reports|editions|polls)|(?:successive|consecutive) (?:[\w’'-]+ )?(?:{_EDITION}|years)|in the space of (?:a|one|twelve|12)|(?:a|one) year apart|within a (?:single )?year|from what\b(?! (?:source|perspective|angle))|(?:surveys|reports|editions|years) (?:agree|disagree|differ|compare|contrast|tally|diverge)|compare\w*(?= ?\?)|(?:chang\w+|shift\w*|trends?) (?:since|between|over)"
    rf"|20\d\d(?: [\w’'-]+){{0,2}} (?:and|to|versus|vs\.?|or|than|against|through)(?: [\w’'-]+){{0,3}} 20\d\d)\b(?!\s*[/–-]\s*\d)",
    _I,
)
"""Two years in one breath."""
APART = re.compile(
    rf"\bfrom\b[^?.]{{1,60}} to (?:what|how (?:many|much)|which)\b|\bin one (?:{_OUT}|year)\b.*\bthe other\b"
    rf"|\bthan (?:it|they|he|she|there|that|we|you) (?:did|was|were|had|used to|once)\b|\bwhich (?:of the (?:two|surveys|reports|editions) |{_OUT} |year )(?:[\w’'-]+ ){{1,5}}?(?:more|fewer|less|\w{{2,}}(?<!aft|und)er)\b(?!\w)"
    rf"|\b(?:into|by|until|in) the (?:next|following|subsequent) {_EDITION}|\b{_THAN} (?:the |in the |that in the |what the )?(?:news )?(?:article|news)\b"
    rf"|\b(?:article|news)\b.*\b(?:latest|next|later|newest|current|following|subsequent|20\d\d/\d\d) (?:assessment|report|verdict)s?\b",
    _I,
)
"""Two times that are told apart without a word for each: from one value to which, than it was, into the next."""
ALSO = re.compile(r"\b(?:too|also|as well|likewise|already|either)\b", _I)
"""What is asked of one time as it is of another, beside a word for the earlier one."""
UNSAID = re.compile(
    r"\A(?:(?:and|but|so) )?(?:how many (?:more|fewer)\b|(?:is|are|was|were|do|does|did|has|have|had) (?!there\b)(?:[\w’'-]+ ){0,8}?(?:more|fewer|less|keener|surer|happier|bigger|smaller|larger|higher|lower|longer|shorter|stronger|weaker|better|worse|harder|easier)\b)(?!.*\b(?:than|or|both)\b)"
    r"|\b(?:more|fewer|less|different(?:ly)?|better|worse)\b.*\b(?:this|the second|the last|second) time\b|\bmore (?:these days|nowadays)\b|\b(?:is|are|was|were) .*\ba new (?:one|arrival|entry|worry)\b"
    r"|\b(?:t(?:ook|aken?|aking) over from|overt(?:ook|aken)|displaced|ousted|dislodged|supplanted|unseated)\b"
    r"|\b(?:old|older|original|former|earlier|first|previous)\b[^?.]{1,40}\b(?:and|versus|vs\.?|against|to|then|,)\b[^?.]{0,12}\b(?:new|newer|latest|later|revised|second|came (?:after|next))\b",
    _I,
)
"""A comparison that does not say with what: with another time, where those who were surveyed are compared."""
CALENDAR = re.compile(r"\b202[34]\b(?!\s*[/–-]\s*\d).*\b2025\b(?!\s*[/–-]\s*\d)|\b2025\b(?!\s*[/–-]\s*\d).*\b202[34]\b(?!\s*[/–-]\s*\d)", _I)
"""Two calendar years, by which people call the surveys that were taken in them."""
COMPARED = re.compile(
    rf"\b{_THAN} (?:in |on |at |with |it was |they were |that |what |a |one |the )*(?:(?:last|previous|earlier|prior|preceding|older|first) (?:(?:[\w’'-]+ )?{_EDITION}|year|time)|last\b(?= ?[,.;?]|\Z)|before\b(?! (?:the|that|this|a|any|they|it)\b)"
    rf"|(?:year|twelve months|12 months|{_OUT}) (?:ago|before|earlier|previously|prior))|\blast year[’']s(?= ?[,.;?]|\Z)",
    _I,
)
"""A comparison with the earlier time."""
CHANGED = re.compile(
    r"\b(?:chang(?:e|ed|es|ing)|alter\w*|shift\w*|mov(?:e|ed|es|ing|ement)|ris(?:e|es|en|ing)|rose|gr[eo]w\w*|fall(?:s|en|ing)?|fell|drop\w*|shr[aiu]nk\w*|swing\w*|swung|swell\w*|swollen|climb\w*|slip\w*|slid\w*|slump\w*|improv\w*|worsen\w*|deteriorat\w*|eas(?:e|ed|ing|ier)"
    r"|gain(?:ed|s)?|los(?:e|t|s)|narrow\w*|widen\w*|doubl\w+|halv\w+|strengthen\w*|weaken\w*|increas\w*|decreas\w*|reduc\w*|declin\w*|progress\w*|recover\w*|slow(?:ed|ing|er)?|soften\w*|harden\w*|cool(?:ed|ing)?|warm(?:ed|ing)?|evolv\w*|differ\w*|flip\w*|switch\w*|swap\w*"
    r"|replac\w*|overt\w+|turn(?:ed|ing)? (?:in)?to|(?:go|goes|gone|going|went|come|came|crept|edged) (?:up|down)|pick(?:ed)? up|better|worse|more|less|fewer|stronger|weaker|higher|lower|same|unchanged|similar|consistent|stay(?:ed|s)?|remain\w*|ke(?:ep|pt|eps)|continu\w*|persist\w*|stuck|advanc\w*|fad(?:e|ed|ing)|vanish\w*|disappear\w*|drift\w*|budg\w+"
    r"|beat\w*|match\w*|exceed\w*|top(?:s|ped)?|surpass\w*|echo\w*|repeat\w*|trends?|trajectory|contrast\w*|compar\w*|[a-z]{3,}er than|surer|happier|keener|gloomier|rosier|healthier|tighter|closer|bigger|smaller|larger|wider|as (?:\w+ ){1,3}as)\b",
    _I,
)
"""A word of change, of likeness, or of comparison."""
_MOVED = r"(?:chang(?:ed|ing)|shifted|moved|risen|rising|grown|growing|fallen|falling|dropped|shrunk|shrinking|swung|swollen|climbed|slipped|worsened|increased|decreased|declined|narrowed|widened|doubled|halved|eased|evolved|weakened|strengthened|softened|hardened|altered|deepened|intensified|warmed|cooled|mellowed|soured|gone (?:up|down)|(?:got|gotten|become|grown) (?:\w+er|more|less|worse)|(?:lost|gained|losing|gaining) ground|caught on|held up)"
_BEGINS = r"(?:\A|[:;,.?–-] ?)(?:(?:and|but|so) )?"
SINCE = re.compile(
    rf"{_BEGINS}(?:(?:how|by how (?:much|many (?:percentage )?points)|in what way|which way)(?: far| much)? )?(?:has|have|hasn[’']t|haven[’']t)\b(?: [\w’'-]+){{0,9}}? {_MOVED}\b(?!.*\bsince\b)|\bany (?:shift|change|movement|swing|difference)\b(?! to\b)",
    _I,
)
"""A change up to now, or one that is looked for."""
_MOVES = r"(?:change|shift|move|rise|grow|fall|drop|shrink|swing|swell|climb|slip|worsen|increase|decrease|decline|narrow|widen|double|halve|ease|evolve|weaken|strengthen|soften|harden|fade|deepen|intensify|warm|cool|hold up|go (?:up|down)|get (?:better|worse|easier|harder)|become (?:more|less|\w+er))"
MOVES = re.compile(
    rf"{_BEGINS}(?:(?:how|by how (?:much|many (?:percentage )?points)|in what way|which way|what way|in which direction)(?: far| much)? )?(?:did|do|does|is|are|was|were)\b(?: [\w’'-]+){{0,9}}? (?:{_MOVES}|{_MOVED})\b(?!.*\bsince\b)"
    r"|\b(?:up or down|more or (?:less|fewer)|fewer or more|better or worse|worse or better|(?:higher|bigger|larger|stronger|wider|warmer) or (?:lower|smaller|weaker|narrower|cooler)|(?:rising|growing|improving|increasing) or (?:falling|shrinking|worsening|declining|decreasing|getting worse))\b"
    r"|\bwhat (?:has )?(?:happened|became|become) (?:to|of)\b",
    _I,
)
"""A change of what those who were surveyed say, which one survey alone cannot show."""
LASTING = re.compile(
    rf"{_BEGINS}(?:is|are|was|were|do|does|did|has|have|can|isn[’']t|aren[’']t|don[’']t|doesn[’']t)\b.*\b(?:still|any ?more|any longer|no longer|goe?s? on (?:being|regarding|\w+ing)|continues? to be|remain(?:s|ed)?|persist(?:s|ed)?|once (?:again|more)"
    rf"|any (?:better|worse|different|closer|nearer|clearer|happier|easier|stronger|weaker)|any the \w+er)\b|\bused to\b(?! \w+ing)",
    _I,
)
"""A question whether what was so is so yet, which tells of another time without asking for it."""
BACK = re.compile(
    rf"\b(?:(?:year|months|{_OUT}) (?:before|earlier|ago|prior|previously)|(?:previous|preceding|prior|earlier|last) (?:year|time|{_OUT})|than before|compared? (?:with|to) (?:before|last))\b",
    _I,
)
"""What leads from a year to the one before it."""
FROM_YEAR = re.compile(
    rf"\b{_THAN} (?:in |it was in |they were in |the |that in |that of )*{_YEAR}|\bas (?:in|it was in) {_YEAR}",
    _I,
)
"""A comparison with a year that is named."""
FORWARD = re.compile(rf"\b(?:(?:year|months|{_OUT}) (?:after|later|on)|(?:next|following|subsequent) (?:year|{_OUT})|the next|since)\b", _I)
"""What leads from a year to the one after it."""
PARTS = re.compile(
    r"(?<=[;?.:]) +| +[–-] +|, *(?:and|but|then|while|whereas|yet|so|versus|vs\.?|against|or)\b|, +(?=(?:what|which|how|who|whom|where|when|why|is|are|was|were|did|do|does|has|have|had|in|by|for|then)\b)"
    r"| +and +(?=(?:then|what|which|how|who|where|when|why|is|are|was|were|did|do|does|has|have|had|by|in (?:the|19|20)|for (?:the|19|20)|now|today)\b)| +(?:versus|vs\.?) +",
    _I,
)
"""Where one part of a question ends and the next begins."""
ASKS = re.compile(
    r"(?:and |but |so )?(?:what|which|how|who|whose|whom|where|when|why|by|at|in|is|are|was|were|did|do|does|has|have|had|can|could|will|would)\b", _I
)
"""The beginning of a part that asks."""
GOES_BACK = re.compile(
    r"\bhow (?:much|far) (?:bigger|smaller|higher|lower|larger|deeper|greater|stronger|weaker|better|worse|more|less)\b(?!.*\bthan\b)|\b(?:it|its|they|them|their|those|this|these(?! days)|(?:on|of|to|about|for|by|with) that)\b(?! (?:year|time|survey|report|edition)\b)",
    _I,
)
"""A word in a part of a question that stands for something in another."""
IN_PLACE = re.compile(
    r"\b(?:overt(?:aken|ook)|replaced|superseded|supplanted|displaced|ousted|dislodged|unseated|t(?:ook|aken) over from|t(?:ook|aken)) (?:it|them|that|this|its place|their place)\b",
    _I,
)
"""What takes the place of another."""
LOOKS_BACK = re.compile(
    r"\b(?:last year|previous (?:year|survey|report)|previously|year before|years? ago|prior year|compared (?:with|to)|up from|down from|since (?:last|the last|the previous)|looking back|year[- ]on[- ]year|two (?:previous|past)|past two (?:years|surveys)|unchanged|remains? the same"
    r"|from (?:about |around |nearly |over )?(?:£?\d[\d.,]*\w*|\w+ per cent)(?: per cent| million)? to)\b",
    _I,
)
"""A sentence that tells itself what changed, or what was before."""
QUOTE = re.compile(
    r"\b(?:where does it say|where (?:do|does|did) the words|who said|who (?:described|called|grumbled|complained)|find the (?:quote|words|sentence|passage)"
    r"|which document says|exact words|where (?:is|are) (?:it(?! (?:\w+ )?(?:hard|easy|difficult|tough|tricky|worse|better|worst|slow|quick|simple|possible|likely|going|working|getting|all|still)\b)|the words?|the phrase))\b",
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
_EDITIONS = r"(?:one|survey|report|edition|version|study|publication)\b"
OLDER = re.compile(rf"\b(?:older|earlier|old|previous|former|preceding) {_EDITIONS}", _I)
NEWER = re.compile(rf"\b(?:newer|later|new|latest|more recent|most recent) {_EDITIONS}", _I)
"""Of two editions, the older and the newer."""
BACK_TO = re.compile(
    r"\W*\b(?:(?:go(?:ing)?|get(?:ting)?|com(?:e|ing)|turn(?:ing)?) )?back to (?:the |my )?(?P<which>first|previous|earlier)(?: (?:one|question|board|survey|report))?\b\W*",
    _I,
)
"""A follow-up that goes on from a question further back."""
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
        (Wanted.NUMBER, r"\bwhich (?:year|survey|edition|report)\b.*\b(?:more|higher|lower|fewer|bigger|most|larger)\b"),
        (Wanted.DATE, r"\b(?:what|which|by what) (?:\w+ )?(?:date|deadline)\b"),
        (
            Wanted.PERCENTAGE,
            r"\b(?:the|any|an?) (?:[\w-]+ )?(?:percentage|proportion|share|fraction) (?:of (?:leaders|respondents|chairs|people|those|icss|icbs|systems|boards)|who|that|saying|reporting|naming|seeing|has|have)\b",
        ),
        (Wanted.NUMBER, r"\bby how much\b(?!.*(?:£|pounds|money|million|billion))"),
        (Wanted.PERCENTAGE, r"\b(?:what|which|by what) (?:percentage|per cent|proportion|share|fraction)\b|\bpercentage\b|\bhow many per cent\b"),
        (
            Wanted.MONEY,
            r"\bhow much (?:[\w-]+ ){0,3}?(?:money|funding|capital|cash)\b|\bhow (?:much|big|large) .*\b(?:deficit|surplus|fund|budget|overspend|paid|cost|spent|saved|invest\w*|worth|in the (?:red|black))"
            r"|\bhow many (?:million|billion)?\s?pounds\b|\bin pounds\b|£",
        ),
        (
            Wanted.NUMBER,
            r"\bhow (?:many|much|long|large|big|far|often|frequently|regularly|old|wide|high|low)\b|\b(?:what|which) (?:number|figure|target|rate|level|size|weight|score)\b|\bnumber of\b"
            r"|\bwhat (?:is|was|were|are) (?:the |its |their )?(?:[\w-]+ ){0,3}(?:rate|uptake|gap|total|size|headcount|level|score|turnout|average|population)\b",
        ),
        (
            Wanted.NUMBER,
            r"\bmore or (?:fewer|less)\b|\b(?:has|have|had|got|with|sees|saw|runs|ran) (?:the )?(?:more|fewer|most|fewest)\b|\b(?:bigger|smaller|higher|lower) or\b",
        ),
        (
            Wanted.DATE,
            r"^(?:(?:and|but|so) )?(?:since )?when\b|\bwhen (?:did|was|is|will|are|were|do|does|has|have|could|can)\b|\b(?:what|which|by what|on what|in what|in which) (?:(?:target|start|end|due|new|exact|planned) )?(?:year|date|day|week|month|quarter|time)\b|\bhow soon\b"
            r"|\b(?:entry|exit|start|end|launch|opening|closing|closure|completion|merger|publication|approval) (?:year|date|month)\b",
        ),
        (Wanted.PERSON, r"\bwho\b|\bwhose\b"),
        (Wanted.PLACE, r"^where\b|\b(?:which|what) (?:[\w-]+ )?(?:towns?|cit(?:y|ies)|villages?)\b|\b(?:which|what) (?:place|area|borough|part of)"),
        (
            Wanted.ORGANISATION,
            r"\b(?:which|what)(?: [\w-]+){0,3}? (?:trusts?|hospitals?|organisations?|providers?|councils?|universit(?:y|ies)|partners?|compan(?:y|ies)|consultanc(?:y|ies)|charit(?:y|ies))\b",
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
    r"\bodd one out\b|\ball but\b|\bexcept\b(?! (?:for )?(?:where|when|if|those|the ones|that|any)\b)"
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
SET_BESIDE = re.compile(
    r"\b(?:compar\w+|differ\w*|contrast\w*|versus|vs\.?|than|(?:which|who) (?:of (?:them|the two) )?(?:is|was|does|did|has|had)|both|neither|respectively)\b",
    _I,
)
"""What sets two boards beside each other."""
NEW_TOPIC = re.compile(r"\b(?:new topic|different|something else|boards|icbs)\b", _I)
"""Words of a question that is on no text asked about before."""
OF_ALL = re.compile(
    r"\b(?:leaders?|respondents?|surveyed|boards|icbs|icss|systems|country|countries|england|nation\w*|government|survey|guidance|assessments|report|confed\w*|everyone|anyone|new topic|different|something else)\b",
    _I,
)
"""Words of a question that is on no single board."""
COUNTED = re.compile(
    r"\b(?:how many|number of)(?: of)?(?: (?:the|its|their|his|more|new|extra|other|additional|different|local|joint|\w+['’]s))* (?!(?:\w{3,}ed|said|say|saw|see|chose|choose|think|thought|felt|feel|found|find|believe|want|were|are|took|take|put|made|gave)\b)(?P<thing>[a-z][\w-]+)",
    _I,
)
"""What is counted: dentists in "how many dentists"."""
FILLER = frozenset(
    "pls plz one ones finally though any better worse good bad sorry meant mean same again also instead now then please ok okay thanks say said tell about ask asked what how why when who last year years well going thing things".split()
)
"""Words that carry no topic of their own in a follow-up."""
JUDGING = frozenset("good bad better worse well praised commended credited urged acknowledged singled".split())
"""Those of them that judge, of boards that were listed."""

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

MOST_OF = re.compile(
    r"\bmost (?:of|other|ICSs?|ICBs?|ICPs?|leaders|respondents|systems|boards|people|areas|places|trusts|partners|recent(?:ly)?)\b|\b(?:at (?:first|least|most|best)|first (?:time|year|steps?))\b",
    _I,
)
"""A superlative in form only."""
BOARD_NAME = re.compile(
    r"\b(?P<name>[A-Z][\w&-]*(?:[ ,]+(?:and |of |the |& )*[A-Z][\w&-]*)*)(?:['’]s)?\s+(?:ICB|ICS|[Ii]ntegrated [Cc]are (?:[Bb]oard|[Ss]ystem)|[Hh]ealth [Bb]oard)\b"
)
NAME = re.compile(r"(?<![.?!] )\b[A-Z][a-z]{3,}\b(?!['’])")
"""A word with a capital, which within a question is a name."""
NO_NAMES = frozenset(
    "The An A Which What How Did Does Do Is Are Was Were Has Have Had In On At For By Why Who When Where Each Every Any Some Most All No And But Or If NHS England Of "
    "Model Confed Confederation University Welsh Scottish".split()
)
