"""What drafts say around what reviewers say."""

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
    "proposal": "Forslag:",
    "take_out": "Forslag: stryk",
    "lost": "Merknader til tekst som ikke finnes lenger",
    "lost_about": "Teksten som disse merknadene gjelder, er tatt ut eller skrevet helt om.",
}
