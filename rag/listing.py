"""What of a question asks for boards: the part that names the criterion, without greetings, reasons for asking and the words of asking."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rag import asides, cues

_I = re.IGNORECASE
_BOARDS = (
    r"(?:integrated care (?:boards|systems)|(?:health )?boards|ICBs|ICSs|systems|areas|patches|footprints|places|localities|assessments|summaries|write-?ups|letters|verdicts|commissioners"
    r"|health bodies|NHS (?:organisations|bodies)|parts of (?:the country|England)|(?:the )?(?:42|forty-two|forty two))"
)
_BOARD = r"(?:integrated care (?:board|system)|board|ICB|ICS|system|area|patch|assessment|write-?up)"
_OWNED = r"(?:[’']s?)?(?: (?:assessments?|write-?ups?|letters?|reports?|sections?|entries|entry|patch(?:es)?|areas?))?"
_VERB = r"(?:do|does|did|is|are|was|were|has|have|had|should|can|could|will|would|may|might|that|who|which|say|says|get|gets|got)"
_BETWEEN = rf"(?: (?!{_VERB}\b)[\w’'/-]+)"
_AHEAD = rf"(?:(?!{_VERB}\b)[\w’'/-]+ )"
"""As `_BETWEEN`, where no word stands before."""

NAMES = re.compile(
    rf"\b(?:which|what|whose|how many|list(?: out)?|name|count|show|find|identify|pick out|set out|spell out|enumerate|give|tell)(?: me| us)?(?:,? (?:if any|please),?)?(?! (?-i:[a-z]{{4,}}(?<![su])s) {_BOARDS}){_BETWEEN}{{0,5}}? {_BOARDS}{_OWNED}(?![\w’-])(?! (?:does|did|will|do) [^?,]*{cues.SPANS})"
    rf"|\b(?:which|what|whose|name) (?:one |single |other |any |every |each |two |three |four |five |six )?{_BETWEEN}{{0,1}}? ?{_BOARD}{_OWNED}(?![\w’-])"
    rf"|\b(?:which|how many|who)(?:,? if any,?)? of (?:the |these |those |them |england.s |its ){_BETWEEN}{{0,3}}?(?:{_BOARDS}|them\b|those\b|\d+|six|seven|eleven|five)(?![\w’-])"
    rf"|(?:^|\b)(?:(?:is|are|was|were) there |do |did |does |have |has |had )(?:any|no|all|many|several|every|each|only one|just one|the only|the one|another|a single|(?<=there )(?:an?|some)){_BETWEEN}{{0,3}}? (?:{_BOARDS}|{_BOARD}){_OWNED}(?![\w’-])"
    rf"|\b(?:(?:is|are|was|were) there |names? of (?:all |the |every |each )*){_BOARDS}{_OWNED}(?![\w’-])"
    rf"|^(?:does|do|did|has|have|had|is|was) (?:NHS England|NHSE|it|they|the \w+)(?: \w+){{1,2}} (?:any|another|a single)(?: one)? (?:{_BOARDS}|{_BOARD}){_OWNED}(?![\w’-])"
    rf"|\b(?:for|of|by|in|at|with) any (?:one )?(?:{_BOARDS}|{_BOARD}){_OWNED}(?![\w’-])"
    rf"|(?:^|\b(?:really|it|that) )(?:any|all|every|each|only one|the only|the one|another|a single){_BETWEEN}{{0,3}}? (?:{_BOARDS}|{_BOARD}){_OWNED}(?![\w’-])"
    rf"|(?:^|\b(?:the|those|all|for|of|out of|among|across|after|need|want|seeking|find) |[,:;–—-] *){_AHEAD}{{0,2}}?{_BOARDS}{_OWNED}(?= (?:in [\w ]{{2,30}} )?(?:that|which|who|where|whose|with|having|noted|praised|told|criticised|commended|rated|ranked|asked|urged|warned|judged|placed|described|flagged|singled out|pressed|credited|mention\w*|under|in (?=(?:deficit|surplus|tier|segment|balance|special|the red|the black))|still|not)\b)"
    rf"|\b(?:across|among|for|of|by|in) (?:more than one|several|all (?:of )?the|the)(?: (?:42|forty-two))? (?:ICBs|boards|board|ICB|assessments)(?=\W*$)",
    _I,
)
"""What names the boards that are asked for."""
_MANY_DO = (
    r"(?:can|could|mention\w*|refer|pay|paid|uses?|used|r[ua]n|me?et|miss(?:ed)?|hit|left|enter(?:ed)?|finish(?:ed)?|end(?:ed)?|broke|break|kept|keep|over ?spen[dt]|balanced?|works?|worked"
    r"|offer(?:ed)?|provide[ds]?|made|make|took|take|lost|fell|exceed(?:ed)?|achieved?|deliver(?:ed)?)"
)
"""What boards do, behind "how many", where their name is left out."""
_DO = (
    rf"(?:{_VERB}|{_MANY_DO}|hosts?|hosted|face[ds]?|needs?|needed|shows?|showed|fail(?:s|ed)?|funds?|funded|supports?|supported|employ(?:s|ed)?|trains?|trained|helps?|helped"
    r"|receive[ds]?|reach(?:es|ed)?|reduce[ds]?|cut|improve[ds]?|buil[dt]s?|launch(?:es|ed)?|commission(?:s|ed)?|plans?|planned|stay(?:s|ed)?|remain(?:s|ed)?|stand|sit|invest(?:s|ed)?|join(?:s|ed)?|lead|led|ran|say|said)"
)
"""As `_MANY_DO`, where a place or "if any" stands between, so that it can be asked of nothing else."""
_WHO = re.compile(
    rf"^how many(?:,? if any,?)? (?={_MANY_DO}\b)|^which,? if any,?|^how (?:common|widespread|rare|usual|unusual) (?=(?:is|are|was|were)\b)|\b(?:for|in|at|of|with) how many (?=(?:was|were|is|are|did|do|does|has|have)\b)|^(?:are|is|were|was|do|does|did|has|have) any (?=\w+ing\b)|\b(?:for|with|from|against|to|of|on|by|under) whom\b|^(?:(?:are|is|were|was) there )?any\b|\b(?:who|where|whose|which ones?|anybody|anyone|anywhere|everyone|everybody|those(?= (?:with|that|who|in|under)\b)|the ones(?= (?:with|that|who|in|under)\b)|which (?=is|are|was|were|has|have|had|did|do|does|got|gets?|fits?|meets?))\b(?: else)?",
    _I,
)
"""What asks for boards without naming them."""
_LEFT_OUT = re.compile(
    rf"^(?P<ask>which|how many)(?: ones?)? (?P<where>(?:in|across|from|within|around|of those in|throughout) (?:the |all of the )?(?-i:[A-Z][a-z]+)(?: (?:of |and (?:the )?)?(?-i:[A-Z][a-z]+)){{0,4}}) (?={_DO}\b)"
    rf"|^(?P<asks>which|how many) of (?P<owner>(?:the )?(?-i:[A-Z][a-z]+)(?: (?:of |and (?:the )?)?(?-i:[A-Z][a-z]+)){{0,4}})[’']s (?:two|three|four|five|six|seven|eight|nine|ten|eleven|\d+|own|boards|ICBs) (?={_DO}\b)"
    rf"|^(?P<any>which(?: ones)?),? if any(?: at all)?,?(?= {_DO}\b)",
    _I,
)
"""A question that asks which or how many in a place, or which if any, and leaves out of what."""
_LIKE = re.compile(
    r"(?:, (?P<last>[\w’'-]+(?: [\w’'-]+)?))?,? (?:or|and) (?:the like|similar(?: things)?|such ?like|some such|so on|so forth|something (?:like (?:it|that)|similar))\b",
    _I,
)
"""What leaves a list of examples open."""
_BARE = re.compile(r"^(?P<thing>(?:[\w’'/&,-]+ ){1,6})(?P<boards>boards|ICBs|ICSs|systems)(?P<where>(?: in)?(?: the)?(?: (?-i:[A-Z][a-z]+)){0,4})$", _I)
"""Keywords behind which the boards are named, with no verb."""
_ASKING = re.compile(rf"\b(?:what|how|why|when|who|which|whose|{_VERB}|wellbeing)\b", _I)
_OTHER = re.compile(
    r"^(?:[\w ]{0,30}, )?(?:why|how (?!many|often|common|widespread)|what(?:[’']s| (?:is|was|were|are|does|do|did)\b)|into how many|when\b)", _I
)
"""The beginning of a question for something else than boards."""
_COUNT = re.compile(r"\bhow many\b|\bcount\b|\bthe number of (?:boards|ICBs|systems)\b|\bin how many\b", _I)
_TURNS = re.compile(r"(?<=\w\w[.?!;])\s+|(?<=[.?!;][’')])\s+|\s*[:–—]\s+|\s+[-–—]\s+|\s*\n+\s*")
"""Where one part of a question ends and another begins."""
_TAIL = re.compile(
    r"(?:[,;]? (?:and |or |so )?(?:if so,? )?(?:which|who|what)(?: ones?| boards?| icbs?)? (?:are|is|were|was) (?:they|those|these|it)\b"
    r"|[,;]? or (?:are|is) there (?:several|more|others|any more)\b.*"
    r"|[,;]? (?:with|plus|and|including) (?:the |their )?names\b(?: too)?|[,;]? names (?:too|as well|please)\b|[,;]? be (?:it|they) (?:the |a |an )?[^?.]*"
    r"|[,;]? (?:please|thanks|thank you|kindly|cheers|pls|plz)\b(?: list(?: them)?)?|[,;]? if (?:any(?: at all)?|so|at all)\b,?|[,;]? (?:just )?(?:list|name) (?:them|both|each)(?: all)?\b"
    r"|[,;]? (?:(?:al|even )?though|despite|when)\b[^,?]*\b(?:planned|intended|promised|meant|supposed|agreed)\b[^,?]*\??$|[,;]? as opposed to\b.*|[,;]? as (?:against|distinct from)\b.*|[,;]? (?:when|where|as|because|since) (?:they|it|we|you|NHSE?|NHS England) [^?,]*$)",
    _I,
)
"""What is said beside a criterion: a wish for the names, a nicety, what it is not, when it comes up."""
_EITHER_WAY = re.compile(
    r"[,;(–-]* ?\b(?:whether|be it)(?: [\w’]+){0,6}? (?:or|and)(?: [\w’]+){1,3}(?=[,).?]|$| about| on| for)[,)]?|\b(?:good or bad|kind or (?:not|unkind)|praise or (?:criticism|blame)|for good or (?:ill|bad))\b",
    _I,
)
"""What says that it does not matter how a thing is judged."""
_OPENING = re.compile(
    r"^(?:\W|(?:and|so|but|hi|hello|hey|there|ok|okay|please|kindly|then|now|also|if (?:so|not)|i (?:want|need|wish|would like|am trying) to (?:know|see|find out|learn)|(?:can|could|would) (?:you|we|i)|tell (?:me|us)|say|know|wonder(?:ing)?|interested in"
    r"|do you know|i wonder|just|to be clear|in short|briefly|quick(?:ly)?(?: question)?)\b)+",
    _I,
)
_ON = re.compile(r"^(?:on|as (?:for|to)|regarding|concerning|when it comes to|in terms of|with regard to) (?P<thing>.+?),\s*$", _I)
"""What a question is on, said before what it asks."""
_IT = re.compile(r"\b(?:it|this|that|these|those|them)\W*$", _I)
"""What stands at the end for something named before."""
_EMPTY = frozenset(
    "it one ones they them those these that this both either all any none fit fits got get gets have has had do does did is are was were does mention mentions mentioned apply applies qualify "
    "same thing things doing so there here yes no who which what where whose tell me us names name list say says why how many much in the of for on to a an and or with assessment assessments "
    "board boards icb icbs system systems got win wins won be been them several more others".split()
)


@dataclass(frozen=True)
class Asking:
    """The part of a question that asks for boards."""

    text: str
    """As it stands in the question, its asides and niceties left out."""
    names: bool
    """True where it names the boards that it asks for; false for a "who" or "where" alone."""
    counts: bool
    """True where it asks how many."""
    regardless: bool
    """True where it says that it does not matter how a thing is judged."""
    other: bool = False
    """True where it asks for something else of the boards that it names: "what did the boards spend?"."""


def read(question: str, has_content: Callable[[str], bool]) -> Asking | None:
    """The part of a question that asks for boards; None for one that asks for none.

    Args:
        has_content: whether words name anything that could be asked of a board.
    """
    question = _filled(question)
    parts = [part for part in _TURNS.split(asides.spelled_out(question).replace(" / ", " or ")) if part.strip(" ?.!,")]
    parts = [_without_niceties(part) for part in parts]
    asking = [n for n, part in enumerate(parts) if NAMES.search(part)] or [n for n, part in enumerate(parts) if _WHO.search(part)]
    if not asking:
        return None
    full = [n for n in asking if has_content(_beside(parts[n]))]
    chosen = full[-1] if full else None
    if chosen is not None:
        text = _reduced(parts[chosen], has_content)
        if (pronoun := _IT.search(text)) and (before := [part for n, part in enumerate(parts) if n < chosen and n not in asking and has_content(part)]):
            text = f"{text[: pronoun.start()]}{before[-1].strip(' ?.!,')}"
    else:
        others = [part for n, part in enumerate(parts) if n not in asking and has_content(part)]
        text = f"{parts[asking[-1]].rstrip(' ?.!')} {others[-1].rstrip(' ?.!')}" if others else parts[asking[-1]]
    naming = [part for part in parts if NAMES.search(part)]
    names = any(not _OTHER.match(part) for part in naming)
    return Asking(text.strip(), names, bool(_COUNT.search(question)), bool(_EITHER_WAY.search(question)), bool(naming) and not names)


def _filled(question: str) -> str:
    """A question with the boards put in that it leaves out, or that it names behind what is asked of them."""
    question = _LIKE.sub(lambda m: f" or {m['last']}" if m["last"] else "", question)
    found = _LEFT_OUT.match(question)
    if found:
        if found["asks"]:
            return f"{found['asks']} boards in {found['owner']} {question[found.end() :]}"
        named = f"{found['ask']} boards {found['where']} " if found["where"] else f"{found['any']} boards"
        return f"{named}{question[found.end() :]}"
    bare = _BARE.match(question.strip(" ?.!"))
    if bare and not _ASKING.search(question):
        return f"which {bare['boards']}{bare['where']} have {bare['thing'].strip()}"
    return question


_NEITHER = re.compile(r"\bneither (?:prais\w+|good|commend\w*) (?:n?or) (?:critici\w+|blam\w+|bad|concern\w*)(?: (?:about|of|for|over|on))?", _I)


def _without_niceties(part: str) -> str:
    part = _NEITHER.sub("no mention of", part)
    part = _EITHER_WAY.sub(" ", part)
    for _ in range(3):
        part = _TAIL.sub(" ", part)
    return " ".join(_OPENING.sub("", " ".join(part.split())).split())


def _beside(part: str) -> str:
    """A part without what names the boards, and without pronouns and the like."""
    left = _WHO.sub(" ", NAMES.sub(" ", part))
    return " ".join(word for word in left.split() if word.lower().strip("?.,!’'") not in _EMPTY)


def _reduced(part: str, has_content: Callable[[str], bool]) -> str:
    """A part from where it names the boards on, where what follows holds a criterion; what stands before is why it is asked."""
    found = NAMES.search(part) or _WHO.search(part)
    if found is None:
        return part
    before, after = part[: found.start()], part[found.end() :]
    if not has_content(" ".join(word for word in after.split() if word.lower().strip("?.,!’'") not in _EMPTY)):
        return part
    if re.search(r"\b(?:of|among) (?:those|the ones)\b|\b(?:except|excluding|apart|outside|not|aside)\b", before, _I):
        return part
    on = _ON.match(before)
    return f"{part[found.start() :].rstrip(' ?.!')} on {on['thing']}" if on and has_content(on["thing"]) else part[found.start() :]
