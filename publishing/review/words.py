"""What drafts say in bokmål: around remarks, of the round, in Word, and by the scripts of a page.

The scripts get `REMARKING` and `ORIGIN` as data attributes.
"""

REMARKS = {
    "on_page": "Merknader til siden",
    "on_paragraph": "Merknader til avsnitt {number}",
    "on_this": "Merknader",
    "open": "åpen",
    "resolved": "løst",
    "did_resolved": "løste merknaden",
    "did_reopened": "åpnet merknaden igjen",
    "about": "Om",
    "changed": "Ordene er endret siden merknaden ble skrevet. Nå står det: «{words}»",
    "rewritten": "Avsnittet er skrevet om siden merknaden ble skrevet.",
    "rewritten_table": "Tabellen er endret siden merknaden ble skrevet.",
    "rewritten_figure": "Figuren er endret siden merknaden ble skrevet.",
    "cell_changed": "Cella er endret siden merknaden ble skrevet: «{steps}».",
    "cell_same": "Tabellen er endret siden merknaden ble skrevet, men ikke denne cella.",
    "cell_gone": "Tabellen er endret siden merknaden ble skrevet, og denne cella er tatt ut.",
    "cell_now": "Tabellen er endret siden merknaden ble skrevet. Nå står det «{now}» i cella.",
    "proposal": "Forslag:",
    "take_out": "Forslag: stryk",
    "ins": "[satt inn]",
    "del": "[tatt ut]",
    "lost": "Merknader til tekst som ikke finnes lenger",
    "lost_about": "Teksten som disse merknadene gjelder, er tatt ut eller skrevet helt om.",
}
ROUND = {
    "title": "Gjennomlesing",
    "round": "Runde {number}.",
    "deadline": "Frist for merknader er {date}.",
    "send_to": "Merknader sendes til {address}.",
    "none_open": "Ingen merknader er åpne.",
    "one_open": "Én merknad er åpen.",
    "some_open": "{n} merknader er åpne.",
    "one_lost": "Én av dem gjelder tekst som ikke finnes lenger.",
    "some_lost": "{n} av dem gjelder tekst som ikke finnes lenger.",
    "reviewers": "Rapporten leses av {names}.",
    "and": "og",
    "table": "Status for hvert kapittel",
    "chapter": "Kapittel",
    "status": "Status",
    "open": "Åpne merknader",
    "read_by": "Lest av",
    "changed": "Endret etter at {name} godkjente {date}.",
    "before": "før siste endring",
}
WORD = {
    "new": "Nytt avsnitt etter dette.",
    "moved": "Flytt dette avsnittet.",
    "moved_here": "Flytt avsnittet hit, etter dette.",
    "unknown": "Ukjent",
}
REMARKING = {
    "open": "Merknader ({n})",
    "mine": "Mine merknader ({n})",
    "paragraph": "Avsnitt {n}",
    "product": "Avsnitt {n}, {label}",
    "page": "Siden som helhet",
    "tbl": "Tabell ",
    "fig": "Figur ",
    "several": "og videre over {n} avsnitt",
    "write": "skriv merknad",
    "one": "1 merknad",
    "many": "{n} merknader",
    "selected": "Merknad til det som er merket",
    "remark_this": "Skriv merknad",
    "propose_this": "Foreslå ny ordlyd",
    "press": "eller trykk m",
    "writing": "Ny merknad",
    "editing": "Endre merknaden",
    "remark": "Merknad",
    "propose": "Foreslå ny ordlyd",
    "wording": "Ny ordlyd",
    "name": "Navnet ditt",
    "save": "Lagre merknaden",
    "later": "Lukk, skriv ferdig senere",
    "drop": "Forkast",
    "keeps": "Det du skriver, tas vare på i denne nettleseren til du sender det. "
    "Ctrl + Enter lagrer, Esc lukker.",
    "empty": "Skriv en merknad, eller endre ordlyden.",
    "saved": "Merknaden er lagret. {n} merknader er ikke sendt ennå.",
    "saved_one": "Merknaden er lagret. Den er ikke sendt ennå.",
    "dropped": "Forkastet.",
    "show": "Vis mine merknader",
    "hide": "Skjul",
    "close": "Lukk",
    "none": "Du har ingen merknader ennå. Merk noen ord, eller trykk på nummeret til et avsnitt, "
    "en tabell eller en figur.",
    "unfinished": "uferdig",
    "is_sent": "sendt",
    "proposal": "Forslag:",
    "strike": "stryk",
    "go": "Gå til",
    "edit": "Endre",
    "remove": "Slett",
    "removed": "Merknaden er slettet.",
    "undo": "Angre",
    "restored": "Merknaden er tilbake.",
    "send": "Send merknadene",
    "of_page": "Merknad til hele siden",
    "take": "Les inn fil",
    "taken": "Lest inn: {n} merknader. Kjent fra før: {known}.",
    "other": "{n} gjelder et annet utkast og er ikke tatt med.",
    "bad": "{n} kunne ikke leses.",
    "unread": "{name} er ikke en fil med merknader.",
    "help": "Slik virker det",
    "helping": [
        (
            "Merk ord, et tall eller en celle i en tabell, og velg «Skriv merknad». "
            "Eller trykk på nummeret til et avsnitt, en tabell eller en figur."
        ),
        (
            "Med tastatur: Tab går til nummeret til ett avsnitt, piltastene til de andre, "
            "og Enter åpner merknaden."
        ),
        (
            "Merknadene ligger bare i denne nettleseren til du sender dem. "
            "I et privat vindu forsvinner de når vinduet lukkes."
        ),
    ],
    "key": "Tasten m skriver merknad til det som er merket eller har fokus",
    "guide": "Veiledning for gjennomlesere",
    "sending": "Send merknadene",
    "one_goes": "1 merknad er med i fila.",
    "many_go": "{n} merknader er med i fila.",
    "begun": "{n} uferdige er ikke med.",
    "nameless": "Skriv navnet ditt, så forfatterne vet hvem merknadene er fra.",
    "label": "Merknader til {draft} fra {name}",
    "download": "Last ned fila",
    "share": "Del fila",
    "unshared": "Fila ble ikke delt.",
    "back": "Tilbake",
    "downloaded": "Fila {name} er lastet ned.",
    "mail": "Send den som vedlegg i en e-post til",
    "nobody": "Send den som vedlegg i en e-post til den som ba deg lese utkastet.",
    "refused": "Denne nettleseren tar ikke vare på merknadene, slik det kan være i et privat "
    "vindu. Last dem ned før du lukker siden.",
    "full": "Nettleseren har ikke plass til mer. Last ned merknadene før du lukker siden.",
    "alone": "Når sidene er åpnet fra disk, holder denne nettleseren merknadene på hver side for "
    "seg. Bruk heller utkastet i én fil.",
}

ORIGIN = {
    "show": "Vis hvor tallene kommer fra",
    "code": "Slik er det regnet ut",
    "expression": "Uttrykk",
    "from": "Regnet ut av",
    "value": "Før avrunding",
    "nowhere": "Verdien er ikke hentet fra en celle i en tabell.",
    "name": "Hvor tallet kommer fra",
}
