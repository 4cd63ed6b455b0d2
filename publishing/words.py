"""The words around the report: what pages and engines say in bokmål that no chapter says.

Words that Quarto also has (`crossref-tbl-prefix`, callout titles …) stand in `_quarto.yml` under
`language:` and are read from there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

STATEMENT_SHORT = "Rekonstruert demonstrasjonsutgave"
STATEMENT = (
    "Rekonstruert demonstrasjonsutgave: satt sammen av trykte tabeller og konstruerte svar. "
    "Dette er ikke den offisielle publikasjonen, og svar fra den enkelte kommune er ikke virkelige."
)
DRAFT = "UTKAST"
DRAFT_NUMBER = "Utkast {number}"
VERSION = "versjon"
WITH_CHANGES = "med endringer"
LINE = "linje"
SUMMARY = "Oppsummer"  # what the heading of a chapter's last section begins with
NOTHING_TO_TELL = "Det er ingen tall å vise her."
NOTHING_LISTED = "Det er ikke ført opp noe her."
PLACEHOLDER_TITLE = "Ikke med i denne utgaven"
PLACEHOLDER = "Dette kapittelet er ikke med i denne utgaven av rapporten."

MADE_ALL = "Demonstrasjonstall: alle verdiene er konstruert"
MADE_SOME = "Demonstrasjonstall: {made} av {all} verdier er konstruert"

# Where a front page gets its link to all editions, once it stands beside them.
EDITIONS_PLACE = "<!-- other editions -->"
# Where its pages get the way to the pages of units, once those stand beside them: in the head, in
# each menu of chapters, and on the front page.
UNITS_HEAD = "<!-- units: head -->"
UNITS_MENU = "<!-- units: menu -->"
UNITS_FRONT = "<!-- units: front -->"
_PARTLY = (
    "Delvis rekonstruert demonstrasjonsutgave: svarene fra {made} er konstruerte og tilpasset "
    "trykte tabeller, og svarene fra {real} er kommunenes og bydelenes egne. Dette er ikke den "
    "offisielle publikasjonen, og forskjellen mellom årene er ikke virkelig."
)
_RETOLD = (
    "Gjenfortalt nettutgave: en tekst fra nettet er skrevet på nytt, med tallene som sto der. "
    "Dette er ikke den offisielle publikasjonen, og utgaven har ingen svar fra kommunene."
)


def said_of_made(made: int, numbers: int) -> str:
    """What a figure says of its values where some are made; nothing where none is."""
    if not made:
        return ""
    return MADE_ALL if made == numbers else MADE_SOME.format(made=made, all=numbers)


def statement(made: Sequence[int], real: Sequence[int]) -> str:
    """What every page says of an edition whose returns of the years `made` are made.

    `real` are the other years whose returns it reads. One that has real returns alone says nothing;
    one that reads none says that it tells what was published.
    """
    if not made:
        return "" if real else _RETOLD
    return _PARTLY.format(made=_listed(made), real=_listed(real)) if real else STATEMENT


def short_statement(said: str) -> str:
    """The statement in few words: what stands before its colon."""
    return said.partition(":")[0]


def _listed(years: Sequence[int]) -> str:
    *most, last = map(str, years)
    return f"{', '.join(most)} og {last}" if most else last


_MONTHS = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
]


def long_date(date: str) -> str:
    """An ISO date in words ('1. desember 2025'); anything else as it is."""
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", date)
    if match is None or not 1 <= int(match[2]) <= len(_MONTHS):
        return date
    return f"{int(match[3])}. {_MONTHS[int(match[2]) - 1]} {match[1]}"


UI = {
    "skip": "Hopp til innholdet",
    "contents": "Innhold",
    "chapters": "Kapitler",
    "chapter": "kapittel",
    "appendices": "Vedlegg",
    "on_this_page": "På denne siden",
    "page_turning": "Forrige og neste kapittel",
    "previous": "Forrige",
    "next": "Neste",
    "menu": "Meny",
    "home": "Forsiden",
    "download_pdf": "Last ned rapporten som PDF",
    "theme": "Bytt mellom lyst og mørkt utseende",
    "theme_light": "Lyst",
    "theme_dark": "Mørkt",
    "link_to": "Lenke til",
    "references": "Referanser",
    "footnotes": "Fotnoter",
    "back": "Tilbake til teksten",
    "top": "Til toppen",
    "source": "Kilde",
    "version": "Versjon",
    "foot": "Om utgaven",
    "licence": "Tekst og tall kan brukes etter",
    "tables": "Tabeller",
    "figures": "Figurer",
    "status": "Kapitlets status",
    "draft": DRAFT,
    "guide": "Slik skriver du merknader",
    "draft_about": "Skriv merknader ved siden av teksten: merk noen ord, eller trykk på nummeret "
    "til et avsnitt.",
    "other_editions": "Alle utgaver",
    "summary": SUMMARY,
}
# Words for the scripts of the pages; they reach them as data attributes.
SEARCH = {
    "open": "Søk",
    "title": "Søk i rapporten",
    "hint": "Ord, kommune eller «helt uttrykk»",
    "close": "Lukk",
    "key": "Tasten / åpner søket",
    "none": "Ingen treff.",
    "one": "1 treff.",
    "many": "{n} treff.",
    "first": "{n} treff, de {shown} beste vises.",
    "some": "Ingen tekst har alle ordene. Her er tekster med noen av dem.",
}
TABLES = {
    "sort": "Sorter etter denne kolonnen",
    "scroll": "Dra sidelengs for å se mer →",
    "filter": "Velg rader",
    "name": "Navn",
    "all": "Alle",
    "shown": "{n} av {all} rader vises.",
    "none": "Ingen rader passer.",
    "clear": "Vis alle",
}
ORIGINS = {
    "table": "Tabell",
    "figure": "Figur",
    "printed_as": "trykt {text}",
    "order": "Rekkefølge",
    "direction": "Retning",
    "numbers": "Regnet ut av",
    "orders": "Rekkefølgen bygger på",
    "directions": "Retningen bygger på",
    "more": "og {n} til",
    "nowhere": "Tallet står ikke i en tabell eller figur",
    "is_printed": "trykt verdi",
    "is_stated": "oppgitt verdi",
    "is_derived": "regnet ut av trykte verdier",
    "is_made": "konstruert verdi",
}
"""Where a number of a draft comes from, in words."""
UNIT_KINDS = {
    "unit": "kommune",
    "district": "bydel",
    "aside": "enhet",
    "county": "fylke",
    "trust": "helseforetak",
    "region": "helseregion",
}
UNITS_OF_KIND = {
    "unit": "kommuner",
    "district": "bydeler",
    "county": "fylker",
    "trust": "helseforetak",
    "region": "helseregioner",
}
_FAILED = "Listen over kommuner kunne ikke hentes. Bruk den hele listen i stedet."
# Words of the pages of units. Those of PICKER, COMPARISON and SHARING reach their scripts.
UNITS = {
    "find": "Finn kommunen din",
    "short": "Kommuner og grupper",
    "lead": "Hver {one} har sin egen side: hvor mange årsverk den har, hva det blir "
    "målt mot folketallet, og hvor den ligger blant sine like.",
    "lead_groups": "{groups} har også egne sider.",
    "all": "Alle kommuner og grupper",
    "elsewhere": "Uten fylke",
    "trust": "Helseforetak",
    "region": "Helseregioner",
    "formerly": "tidligere {names}",
    "jump": "Gå til",
    "path": "Brødsmuler",
    "neighbours": "Forrige og neste i listen",
    "about_page": "Om siden",
    "download_pdf": "Siden som PDF",
    "download_csv": "Tallene som CSV",
    "compare": "Sammenlikn med andre",
    "comparison": "Sammenlikn inntil fire",
    "comparison_lead": "Velg inntil fire kommuner eller grupper, og se "
    "tallene deres side om side. Adressen til siden husker hvem du har valgt, så den kan deles.",
    "needs_script": "Sammenlikningen lages i nettleseren og trenger JavaScript, som er slått av "
    "her. Alle tallene står også på sidene til hver enkelt:",
    "bars": "Strekene viser hvert tall i forhold til det største på samme linje.",
}
PICKER: dict[str, object] = {
    "label": UNITS["find"],
    "hint": "Navn eller nummer",
    "all": UNITS["all"],
    "area": UNITS["short"],
    "list": "Treff",
    "none": "Ingen treff. Prøv starten av navnet, eller se hele listen.",
    "one": "1 treff.",
    "many": "{n} treff.",
    "more": "{n} treff, de {shown} første vises. Skriv mer av navnet.",
    "former": "tidligere {name}",
    "failed": _FAILED,
    "kinds": UNIT_KINDS,
}
UNIT_LIST = {
    "filter": "Vis bare (navn, nummer eller fylke)",
    "shown": "{n} av {all} vises.",
    "none": "Ingen passer.",
    "failed": _FAILED,
}
COMPARISON = {
    "add": "Legg til",
    "remove": "Ta bort {name}",
    "empty": "Ingen er valgt ennå.",
    "chosen": "{names} vises.",
    "full": "Fire er valgt. Ta bort én for å legge til en annen.",
    "unknown": "Adressen nevner {keys}, som denne utgaven ikke har.",
    "and": "og",
    "failed": _FAILED,
    "measure": "Tall",
    "without": "–",
    "without_meaning": "gjelder ikke",
    "open": "ikke oppgitt",
    "caption": "Sammenlikning av {names}",
}
SHARING = {
    "share": "Del denne siden",
    "copied": "Adressen er kopiert.",
    "select": "Kopier adressen herfra:",
    "print": "Skriv ut",
}
DEVELOPMENTS = "chapters/vedlegg-c.qmd"
"""The page of an edition that shows every series over the years, where it has one."""
LANDING = {
    "title": "Kommunalt psykisk helse- og rusarbeid",
    "subtitle": "Utgaver av rapporten IS-24/8",
    "about": "Utgavene er av ulike slag, men de deler én samling av tallserier. Hver utgave gir "
    "serien tall for noen av årene, og siden om utvikling i hver av dem viser alle årene til og "
    "med utgavens eget.",
    "editions": "Utgaver",
    "newest": "Nyeste",
    "undated": "Teksten er ikke datert.",
    "gives": "Gir tallserien",
    "read": "Les på nettet",
    "pdf": "Last ned PDF",
    "figures": "Nøkkeltall",
    "developments": "Utviklingen over tid",
    "together": "Slik henger de sammen",
    "timeline": "Hvilke år hver utgave har tall for",
    "edition": "Utgave",
    "given": "Har tall",
    "not_given": "Har ikke tall",
    "dots": "Fylt rute: utgaven har tall for året. Stiplet strek: tallene før og etter kan ikke "
    "sammenliknes direkte.",
    "breaks": "Brudd i serien over årsverk i alt",
    "real": "Hva er virkelig, og hva er konstruert?",
}
CHANGES = {
    "remark": "Merknad fra {name}: «{steps}»",
    "title": "Endringer",
    "between": "Fra utkast {old} til utkast {new}",
    "earlier": "Før",
    "now": "Nå",
    "in": "satt inn",
    "out": "tatt ut",
    "why": "Hvorfor tallene er endret",
    "numbers": "Tall",
    "reason": "Grunn",
    "chapters": "Kapitler",
    "returns": "Nye skjemaer",
    "about": "Spørsmål som er besvart på en annen måte",
    "unit": "Enhet",
    "year": "År",
    "references": "Referanser",
    "by_chapter": "Endringer i hvert kapittel",
    "text": "Tekst",
    "products": "Tabeller og figurer",
    "see": "Se i utkastet",
    "paragraph": "Avsnitt {number}",
    "new_paragraph": "Nytt avsnitt",
    "gone_paragraph": "Avsnitt som er tatt ut",
    "moved_paragraph": "Flyttet avsnitt, var avsnitt {number}",
    "new": "ny",
    "gone": "tatt ut",
    "renumbered": "het {name}",
    "moved": "flyttet fra {chapter}",
    "redrawn": "tegnet på nytt",
    "redrawn_alone": "tegnet på nytt, men ingen tall som vises, er endret",
    "row": "Rad",
    "column": "Kolonne",
    "change": "Endring",
    "rows": "Rader",
    "columns": "Kolonner",
    "headline": "Overskrift",
    "subtitle": "Underoverskrift",
    "caption": "Tittel",
    "base": "Grunnlag",
    "notes": "Noter",
    "source": "Kilde",
    "beside": "Ved siden av hverandre",
    "over": "Oppå hverandre",
    "divide": "Skille mellom før og nå",
    "all": "Alle {n} tall",
    "show": "Vis endringer",
    "on_page": "Endret på denne siden",
    "against": "siden utkast {number}",
    "since": "Endringer siden utkast {number}",
    "new_short": "nytt",
    "moved_short": "flyttet",
    "whole": "Alle endringer i rapporten",
}

SHEET_PAGE = "av"  # «1 av 2»
UNIT_FACTS = {
    "in": "{kind} i {county}",
    "number": "nummer {key}",
    "people": "{people} innbyggere",
    "people_of_area": "{people} innbyggere i området",
}
