"""The rules of a reader's grammar: what no sentence may say, whatever the numbers are."""
# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Match = re.Match[str]

_YEAR = re.compile(r"(?:19|20)\d\d")
_N = r"[−-]?\d[\d\u202f\u00a0]*(?:,\d+)?"
_UNIT = r"(?: (?:prosentpoeng|prosent|årsverk|brukere|kommuner|enheter))?"
_UP = r"økte|øker|steg|stiger|gikk opp|vokste|vokser"
_DOWN = r"gikk ned|går ned|sank|synker|falt|faller|minket"
_MOST = r"[Ff]lest|[Hh]øyest|[Ss]tørst|[Mm]est|[Vv]anligst|[Oo]ftest|[Hh]yppigst\w*"
_LEAST = r"[Ff]ærrest|[Ll]avest|[Mm]inst|[Ss]jeldnest|[Ss]vakest"
_SMALL = "to|tre|fire|fem|seks|sju|åtte|ni|ti|elleve|tolv"
_ONE = {
    "kommuner": "kommune", "bydeler": "bydel", "enheter": "enhet", "fylker": "fylke",
    "tjenester": "tjeneste", "personer": "person", "saker": "sak", "områder": "område",
    "størrelsesgrupper": "størrelsesgruppe", "rutiner": "rutine", "dager": "dag",
    "typer": "type", "bøker": "bok", "dokumenter": "dokument",
}  # fmt: skip
_MANY, _SINGLE = "|".join(_ONE), "|".join(_ONE.values())
_TWICE_ALLOWED = frozenset({"der", "det", "de", "som", "at"})
_SHARES = {
    "halvparten": 50, "hver tredje": 100 / 3, "hver fjerde": 25, "hver femte": 20,
    "hver sjette": 100 / 6,
    "hver tiende": 10, "to av tre": 200 / 3, "tre av fire": 75, "to av fem": 40,
    "tre av fem": 60, "fire av fem": 80, "ni av ti": 90,
}  # fmt: skip
# How far a number that is printed whole may lie from the share that is said of it.
_REACH = {"": (-1.6, 1.6), "nær ": (-4.6, -0.4), "litt over ": (0.4, 4.6),
          "mer enn ": (0.4, 10.0), "færre enn ": (-5.1, -0.4)}  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """What is looked for, why it is wrong, and which of the matches are."""

    name: str
    why: str
    pattern: re.Pattern[str]
    wrong: Callable[[Match], bool]
    opening: bool = False
    """Whether it is a rule for the first sentence of a paragraph alone."""


def _number(text: str) -> float:
    plain = re.sub(r"[\u202f\u00a0 ]", "", text).replace("−", "-").replace(",", ".")
    return float(plain)


def _values(match: Match) -> tuple[float, float]:
    return _number(match["a"]), _number(match["b"])


def _always(_: Match) -> bool:
    return True


def _same(match: Match) -> bool:
    a, b = _values(match)
    return a == b


def _apart(match: Match) -> bool:
    return not _same(match)


def _no_rise(match: Match) -> bool:
    a, b = _values(match)
    return b <= a and not _years(match)


def _no_fall(match: Match) -> bool:
    a, b = _values(match)
    return b >= a and not _years(match)


def _backwards(match: Match) -> bool:
    a, b = _values(match)
    return b <= a


def _years(match: Match) -> bool:
    return all(_YEAR.fullmatch(match[name]) for name in ("a", "b"))


def _less(match: Match) -> bool:
    a, b = _values(match)
    return a < b


def _alike(match: Match) -> bool:
    return match[0].endswith(match["way"])


def _twice(match: Match) -> bool:
    return match["word"].lower() not in _TWICE_ALLOWED


def _other_share(match: Match) -> bool:
    low, high = _REACH[match["how"] or ""]
    return not low <= _number(match["a"]) - _SHARES[match["share"]] <= high


def _rule(name: str, why: str, pattern: str, wrong: Callable[[Match], bool] = _always) -> Rule:
    return Rule(name, why, re.compile(pattern), wrong)


RULES: Sequence[Rule] = (
    # direction
    _rule("level from", "what did not move stands at one number", rf"\buendret fra (?!(?:19|20)\d\d\b){_N}"),
    _rule("level to", "what did not move did not come to a number", r"\buendret(?: fra \d{4}, til|,? til (?!(?:19|20)\d\d\b))"),
    _rule("no way", "a way from a number to the same number is none",
          rf"\b[Ff]ra (?P<a>{_N}){_UNIT}(?: i \d{{4}})? til (?P<b>{_N})\b(?!\d)(?! i \d{{4}} og)", _same),
    _rule("ends that are one", "two ends with one number are one",
          rf"^(?P<a>{_N}){_UNIT} (?:til|og) (?P<b>{_N})\b(?!\d)", _same),
    _rule("contrast of alike", "«mens» parts what differs",
          r"\b(?P<way>økte|gikk ned|var uendret)\b[^.;:]*, mens [^.;:]*?\b(?:økte|gikk ned|var uendret)\b", _alike),
    _rule("rise that falls", "the numbers fall or stand",
          rf"\b(?:{_UP})\b[^.;:]*?\bfra (?P<a>{_N}){_UNIT}(?: i \d{{4}})? til (?P<b>{_N})", _no_rise),
    _rule("fall that rises", "the numbers rise or stand",
          rf"\b(?:{_DOWN})\b[^.;:]*?\bfra (?P<a>{_N}){_UNIT}(?: i \d{{4}})? til (?P<b>{_N})", _no_fall),
    _rule("change of nothing", "a change of 0 is none",
          rf"\b(?:{_UP}|{_DOWN}|økning|nedgang)(?: på| med)? 0\b(?!,[1-9])"),
    _rule("signed change", "the word has the direction, so that the number needs no sign",
          rf"\b(?:{_UP}|{_DOWN}|økning|nedgang)(?: på| med)? [−-]"),
    _rule("back in time", "the years run the wrong way",
          r"\bfra (?P<a>(?:19|20)\d\d) til (?P<b>(?:19|20)\d\d)\b", _backwards),
    _rule("verb before its subject", "«gikk ned» is parted when the subject comes after it",
          r"\b(?:gikk ned|var uendret) (?:det|den|de) samlede\b"),
    _rule("moved in none", "what moved in none of them did not move in any",
          rf"\b(?:{_UP}|{_DOWN})\b[^.;:]*?\b(?:i|for) ingen av\b"),
    _rule("percent of no change", "no change needs no percent", r"\b(?:ingen endring|uendret)(?: eller| \()[−-]?0(?:,0+)? prosent"),
    _rule("percent of nothing", "a change that rounds to 0 percent needs none",
          rf"\b(?:{_UP}|{_DOWN}|økning|nedgang)\b[^.;:(]*\([−-]?0(?:,0+)? prosent\)"),
    _rule("both alike", "what goes for both is told once",
          r"\b(?P<way>steg|økte|falt|gikk ned|var uendret), og (?:andelen|antallet)[^.;:]*? (?P=way)(?=[.;]|$)"),
    _rule("still since then", "the end is as it was, the years between need not be", r"\bsiden da er det ingen endring\b"),
    _rule("level in a year", "what stands does not take a year", r"\buendret på [^.;:]*? på ett år\b"),
    # comparison
    _rule("against itself", "a number is set against the same number",
          rf"\b(?P<a>{_N}) prosent\b[^.;:]*?, mot (?P<b>{_N}) (?:prosent|året|i \d{{4}})\b", _same),
    _rule("count against itself", "a count is set against the same count",
          rf"\b(?P<a>{_N})(?: [\w-]+){{1,6}} i \d{{4}}, mot (?P<b>{_N}) (?:året før|i \d{{4}})", _same),
    _rule("alike and not comparable", "what does not differ can be compared",
          r"\b(?:verken flere eller færre|[Ll]ike mange|[Dd]en samme)\b[^.;:]*, så\b[^.;:]*\bikke sammenliknes"),
    _rule("than after like", "«like» is followed by «som»", r"\blike \w+(?: \w+){0,4} enn\b"),
    _rule("like and unlike", "the two are told as like, and are not",
          rf"\blike \w+\b[^.;:]*\((?P<a>{_N}) prosent\) som\b[^.;:]*\((?P<b>{_N}) prosent\)", _apart),
    _rule("more that is less", "the numbers say the opposite",
          rf"\b(?:oftere|høyere|vanligere)\b[^.;,]*?\b(?P<a>{_N}) prosent,? mot (?P<b>{_N})", _less),
    _rule("ends that meet", "from a number to the same number is no span",
          rf"\b(?:mellom|varierer|spennet|går|følger)\b[^.;:]*?\bfra (?P<a>{_N}){_UNIT}[^.;:,]*? til (?P<b>{_N})\b", _same),
    _rule("between one number", "between a number and itself there is nothing",
          rf"\b[Mm]ellom (?P<a>{_N}){_UNIT} og (?P<b>{_N})(?![\d\u202f,])", _same),
    _rule("span of nothing", "where nothing parts them there is no span",
          r"\b(?:skiller(?: det)?|spennet|inntil)\b[^.;:]*? 0 (?:prosentpoeng|årsverk|brukere)\b"),
    _rule("between one and the same", "the two ends have one name", r"\bmellom «([^»]+)»[^.;:]*«\1»"),
    # first and last
    _rule("first of nothing", "nobody is first with 0", rf"(?<!\b[Dd]e )\b(?:{_MOST})\w*\b[^.;:]*?(?<![\d,\u202f]) 0 prosent\b"),
    _rule("first and last alike", "the first and the last have the same number",
          rf"\b(?:{_MOST})\b[^.;:]*?\b(?P<a>{_N}) prosent\b[^.;:]*\b(?:{_LEAST})\b[^.;:]*?\b(?P<b>{_N}) prosent\b", _same),
    _rule("commonest and rarest alike", "the commonest and the rarest have the same number",
          rf"\bvanligste\b[^.;]*?\b(?P<a>{_N}) prosent\b[^.;]*?\bminst vanlige\w*[^.;]*?\b(?P<b>{_N}) prosent\b", _same),
    _rule("all are first", "where all are alike none comes first", r"«alle»|\b(?:[Hh]øyest|[Ll]avest|[Ss]tørst|[Mm]inst) (?:ligger |er )?(?:i )?alle\b(?! år)"),
    _rule("none is first", "nobody can be first", r"\b(?:finner vi i|fulgt av|står|ligger|[Mm]est økte) ingen\b(?! av\b)(?! \w)"),
    # amounts
    _rule("one of many", "one is in the singular", rf"\b(?:1|[Éé]n|[Ee]tt) (?:{_MANY})\b"),
    _rule("many of one", "more than one is in the plural",
          rf"\b(?:(?i:{_SMALL})|(?<![\d,.])(?!1\b)\d[\d\u202f]*) (?:{_SINGLE})\b"),
    _rule("many after each", "«hver» asks for one, «halvparten» for «av»",
          rf"\bhver (?:tredje|fjerde|femte|sjette|tiende) (?:{_MANY})\b|\bhalvparten (?:{_MANY})\b"),
    _rule("few who are many", "a hundred are not few", r"\b(?P<a>\d{3,}|\d[\d\u202f]{4,}) (?:kommuner|enheter|svar)\b[^.]*\b(?:så få|med varsomhet)\b"),
    _rule("none of them", "nobody is told as 0", rf"\b(?:0 (?:{_MANY}|personer|brukere)\b|(?:[Dd]e|[Aa]lle) 0\b)"),
    _rule("told of nobody", "of nobody there is nothing to tell", r"^0 (?!(?:prosent|og|til)\b)[a-zæøå]+"),
    _rule("one in the plural", "«de» are more than one", r"(?<!\b[Aa]lle )\b[Dd]e (?:1(?![\d\u202f,])|én|ett)\b"),
    _rule("one of the neuter", "«én av» is «ett av» before a neuter noun",
          rf"\b[Éé]n av (?:de )?(?:(?:{_N}|\w+) )?(?:fylkene|områdene|teamene|temaene|tilbudene|tiltakene|slagene)\b"),
    _rule("gender of one", "«én» is «ett» before a neuter noun", r"\b[Éé]n (?:fylke|område|team|tema|tilbud|tiltak|slag)\b"),
    _rule("none of none", "of none there are no parts", r"\bingen av (?:de )?(?:ingen|0)\b"),
    _rule("none in none", "two negations make a yes", r"\b[Ii] ingen av [^.;:,]*? (?:svarte|svarer|har|hadde|er|mener) ingen\b"),
    _rule("all do not", "«alle … ikke» is also read as «not all»", r"\b[Aa]lle (?:kommunene |av dem )?(?:vet|har|er|får|svarte|svarer|mener) ikke\b"),
    _rule("all and the rest", "«alle» and «ingen» leave no rest", r"^(?:Alle|Ingen)\b[^.;]*?, (?:mens|og) 0 prosent (?:har |er |gjør )?(?:det )?ikke\b"),
    _rule("all one", "«alle» needs more than one", r"\b[Aa]lle (?:de )?(?:én|ett|ingen)\b"),
    _rule("two negations", "two negations make a yes",
          rf"\b[Ii]ngen (?:(?:{_MANY}|av dem) (?:\w+ )?|(?:svarte|vet|har|verken|er) )?(?:ikke|verken)\b"),
    _rule("all of neither", "«alle … verken» is «ingen»", r"\b[Aa]lle (?:har |vil )?verken\b"),
    _rule("worth a note that is none", "nothing changed, and nobody need note it",
          r"\b[Mm]erk at [^.]*\b(?:verken flere|uendret|ingen endring|like mange)\b"),
    _rule("each the same", "«henholdsvis» parts what differs", r"\bhenholdsvis (?P<a>[\w\u202f,]+) og (?P=a)\b(?![\u202f,]\d)"),
    _rule("the same places", "two lists of the same names are one",
          r"\bi (?P<names>[A-ZÆØÅ]\w+ og [A-ZÆØÅ]\w+), og [^.;:]*? i (?P=names)\b"),
    _rule("two of nothing", "of two that are both 0 there is nothing to tell", r"(?<![\d,\u202f])0 og 0 prosent\b"),
    _rule("further nothing", "what is 0 adds nothing", r"\bYtterligere (?:0\b(?!,[1-9])|ingen\b)"),
    _rule("nothing in brackets", "a share of nobody has no count beside it", r"\b0 prosent\b[^.;()]*\((?:ingen|0) (?!prosent\b)[a-zæøå]+"),
    _rule("all and nearly all", "the words and the number differ", r"\b(?:100 prosent, altså nesten alle|(?<![\d,\u202f])0 prosent, altså (?:svært|nær|litt|hver|halv)\w*)"),
    _rule("next with nothing", "nobody comes second with 0",
          r"\b(?:fulgt av|[Ss]å (?:følger|kommer)|[Dd]eretter (?:følger|kommer))\b[^.;:]*?(?<![\d,\u202f]) 0 prosent\b"),
    _rule("none and none", "two of nothing are one", r"\bhenholdsvis ingen og ingen\b|\bingen og ingen\b"),
    _rule("more than all", "a share of a whole is at most 100", r"\b(?:1(?:0[1-9]|[1-9]\d)|[2-9]\d\d) prosent av (?:kommunene|dem|alle)\b"),
    _rule("share that is another", "the words and the number differ",
          rf"\b(?P<a>{_N}) prosent, altså (?P<how>{'|'.join(filter(None, _REACH))})?(?P<share>{'|'.join(_SHARES)})\b", _other_share),
    _rule("some who are none", "«noen» are at least one", r"\bnoen\b[^.;]*: 0 prosent\b"),
    # words and signs
    _rule("doubled word", "a word stands twice", r"\b(?P<word>[A-Za-zæøåÆØÅ]{2,}) (?P=word)\b(?!-)", _twice),
    _rule("doubled unit", "the unit stands twice", r"\b(prosentpoeng|prosent|årsverk) (?:prosentpoeng|prosent|årsverk)\b"),
    _rule("nothing in a list", "a list has an empty place", r"«\s*»|\(\s*\)|, ,|,\s*\.|\bog [,.]|: ?\.(?!\w)|\b(?:og|eller|av|med|i|for|fra|til) [.;]"),
    _rule("leftover", "what the program should have filled in", r"[{}](?!\.)|\b(?:None|nan|NaN|inf|True|False)\b|<[\w.]+ object|Number\("),
    _rule("sign for a number", "a sign stands where a number should", r"(?:^| )(?:\.\.?|:) (?:prosent|årsverk|kommuner|brukere)\b"),
    _rule("space", "a space too many", r" [,.;!?](?:\s|$)|(?<=\S)  +(?=\S)"),
    _rule("stops", "two signs where one belongs", r"(?<=\w)\.\.(?!\.)|,,|;;|,\.|\.,"),
    _rule("minus", "a minus is a minus, and no hyphen", r"(?<!\S)-\d"),
    _rule("decimal comma", "decimals follow a comma", r"\b\d+\.\d+ (?:prosent|årsverk|prosentpoeng)\b"),
    _rule("thousands", "thousands stand apart", r"(?<![\d,.:/-])\d{5,}(?![\d,]|-)"),
    _rule("percent sign", "running text writes «prosent»", r"(?<!–)(?<!–\d)(?<!–\d\d)\d ?%(?![^«]*»)"),
    Rule("hanging opening", "it leans on a sentence that is not there",
         re.compile(r"^(?:I motsatt ende|Deretter kommer|Det samme gjelder|Begge deler|Av dem (?!som\b)|Ytterligere|Det siste (?:kan|er)|Det (?:er|betyr|svarer til) \w+ (?:økning|nedgang|endring))\b"), _always, opening=True),
    _rule("small beginning", "a sentence begins with a capital letter", r"^[a-zæøå]\w+ [^:]*\.$"),
)  # fmt: skip
