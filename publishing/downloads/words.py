"""What the downloads say in bokmål, and what the units of measure are called there."""

from __future__ import annotations

import re
from collections.abc import Mapping

# What may follow a comma is not repeated in a head that already names the unit.
UNITS = {
    "count": "antall",
    "fte": "årsverk",
    "percent": "prosent",
    "count_change": "antall, endring",
    "fte_change": "årsverk, endring",
    "percent_change": "prosent, endring",
    "text": "tekst",
}
ROLES = {"body": "rad", "total": "totalt", "missing": "ikke oppgitt"}
PRODUCTS = {"table": "Tabell", "figure": "Figur"}

EMPTY, NOT_APPLICABLE = "[x]", "[z]"
SIGNS = {
    EMPTY: "Ruten er tom i rapporten: tallet finnes ikke eller er ikke aktuelt.",
    NOT_APPLICABLE: "Ikke aktuelt: raden eller kolonnen hører ikke til noen gruppe.",
}

# Heads of the tidy table and what they hold.
COLUMNS = {
    "rad": "Radens tekst i rapporten.",
    "radgruppe": "Overskriften over gruppen av rader, der det er en.",
    "radtype": "Vanlig rad (rad), sum eller gjennomsnitt av de andre (totalt), eller ubesvart "
    "(ikke oppgitt).",
    "kolonne": "Kolonnens tekst i rapporten.",
    "kolonnegruppe": "Overskriftene over kolonnen, ytterst først, skilt med skråstrek.",
    "enhet": "Hva tallet er målt i.",
    "verdi": "Tallet med to desimaler mer enn i rapporten, men for én kommune eller bydel avrundet "
    "som der. Prosent er oppgitt som 0–100.",
    "vist": "Det som står i rapporten: tallet avrundet og på norsk form, eller teksten.",
    "opphav": "Om tallet er trykt, oppgitt i den trykte teksten, regnet ut av trykte tall eller "
    "konstruert, så det stemmer med trykk; tomt der svarene er kommunenes egne.",
    "radkode": "Radens kode i dataene.",
    "kolonnekode": "Kolonnens kode i dataene, delene skilt med skråstrek.",
}
ORIGINS = {
    "printed": "trykt",
    "stated": "oppgitt",
    "derived": "regnet ut av trykte tall",
    "made": "konstruert",
    "": "",
}
INLINE = {
    "kapittel": "Kapittelet som tallet står i.",
    "uttrykk": "Hvordan tallet er hentet fra dataene.",
    "enhet": "Hva tallet er målt i.",
    "verdi": "Tallet slik det er avrundet i teksten, der det er et tall.",
    "vist": "Det som står i teksten.",
}
CONTENTS = {
    "navn": "Navnet på filen med tallene, uten endelse.",
    "type": "Tabell eller figur.",
    "nummer": "Nummeret i rapporten.",
    "kapittel": "Kapittelet som den står i.",
    "tittel": "Tittelen i rapporten.",
    "grunnlag": "Hvem som er regnet med.",
    "merknader": "Merknader i rapporten.",
    "kilde": "Kilde, der den er en annen enn rapportens.",
    "alternativ_tekst": "Hva en figur viser.",
}

TEXTS: Mapping[str, str] = {
    "download": "Last ned",
    "workbook": "Alle tall i én arbeidsbok (XLSX)",
    "unnumbered": "uten nummer",
    "package": "Alle tall som datapakke (ZIP)",
    "base": "Grunnlag",
    "note": "Merknad",
    "source": "Kilde",
    "signs": "Tegn",
    "shows": "Figuren viser",
    "rows": "Kategori",
    "group": "Gruppe",
    "tidy": "Tall",
    "about": "Forklaring",
    "tidy_title": "ett tall på hver linje",
    "tidy_line": "Arket har én tabell. Kolonnene er forklart i arket Forklaring.",
    "finer": "Tallene har to desimaler mer enn i rapporten, men vises avrundet som der.",
    "address": "Adresse",
    "notes_behind": "Merknadene står i arket Forklaring.",
    "origin": "Opphav",
    "as_printed": "Tallene er avrundet som i rapporten: for én kommune eller bydel gis de ikke "
    "mer nøyaktig.",
    "subject": "Emne",
    "explanation": "Forklaring",
    "report": "Rapport",
    "date": "Dato",
    "version": "Versjon",
    "licence": "Lisens",
    "cover": "Forside",
    "contents": "Innhold",
    "notes": "Merknader",
    "sheet": "Ark",
    "title": "Tittel",
    "chapter": "Kapittel",
    "text": "Tekst",
    "applies": "Gjelder",
    "sign": "Tegn",
    "to_contents": "Til innholdet",
    "contents_line": "Arket har én tabell med lenke til hvert ark.",
    "notes_line": "Arket har én tabell. Nummeret står i hakeparentes etter tittelen på arkene.",
    "about_line": "Arket har én tabell.",
    "signs_line": "Arket har én tabell med tegn som står i ruter uten tall.",
    "cover_contents": "Arkene Innhold, Merknader og Tegn kommer først. Deretter kommer ett ark for "
    "hver tabell og figur, med samme nummer som i rapporten.",
    "cover_numbers": "Tallene har to desimaler mer enn i rapporten, men vises avrundet som der. "
    "Tall for én kommune eller bydel er likevel avrundet. Prosent er oppgitt som 0–100.",
    "cover_package": "Samme tall med ett tall på hver linje, for dataprogrammer, er i datapakken.",
    "inline_title": "Tall i teksten",
    "contents_title": "Tabeller og figurer",
    "package_text": "Alle tabeller, figurer og tall i teksten som CSV: UTF-8, komma mellom "
    "feltene, desimalpunktum, ett tall på hver linje. En tekst som et regneark kunne tatt for en "
    "formel, har fått en apostrof foran seg.",
    "key_figures": "Nøkkeltall",
    "key_md": "Markdown",
    "key_txt": "Tekst til e-post",
    "key_csv": "CSV",
    "key_json": "JSON",
    "key_png": "Kort til å dele (PNG)",
    "keywords": "psykisk helse;rus;kommunale tjenester;årsverk;statistikk",
}


def unit_word(unit: str) -> str:
    """What a unit of the ledger is called, itself where it has no other name."""
    if found := _SCALED.fullmatch(unit):
        kind, number = found.groups()
        many = f"{int(number):,}".replace(",", " ") if len(number) > _UNGROUPED else number
        if kind == "kroner":
            return f"{many} kroner"
        return "per innbygger" if many == "1" else f"per {many} innbyggere"
    return UNITS.get(unit, unit)


_SCALED = re.compile("(per|kroner)_(10*)")
_UNGROUPED = 4  # digits that are written together
