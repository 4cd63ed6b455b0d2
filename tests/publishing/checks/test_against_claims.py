"""Every number of a published text is said by a page, and comes out; or an erratum says why not."""

import pytest
from disk import REPO
from retold import CLAIMS, ERRATA, FILES, TEXT

from analysis.elsewhere.conflicts import load_conflicts
from analysis.elsewhere.found_again import checked
from analysis.elsewhere.series import read_series
from analysis.elsewhere.stated import Claim, read_claims
from analysis.tables.signs import claims_in, from_claims
from project.records import CellRecord, ColumnRecord, InlineRecord, RowRecord, TableRecord
from publishing.checks.against_claims import verify_claims

COLUMN = ColumnRecord(("2088",), (), "2088", "fte")
TABLE = TableRecord(
    id="tbl-s-1", number="S.1", caption="Årsverk.", stub="", columns=(COLUMN,),
    rows=(RowRecord("grown", "", "Store", "body"), RowRecord("total", "", "Totalt", "total")),
    cells=((CellRecord(1200, "1\u202f200"),), (CellRecord(1236, "1\u202f236"),)),
    base="", notes=(), source="",
)  # fmt: skip


def reader(**changed):
    files = FILES | {f"data/published/web/{name}.csv": text for name, text in changed.items()}
    return files.__getitem__


def series(indicator):
    path = f"data/series/{indicator}.csv"
    return read_series(FILES[path], path)


def said(*left_out, claims=CLAIMS, **printed):
    """A record for each stated number of running text, but for those whose line is left out."""
    found = read_claims(reader(claims=claims), TEXT)
    return [
        InlineRecord("x", printed.get(f"line_{line}", claim.digits), None, None, "", (claim.key,))
        for line, claim in enumerate(found, 2)
        if line not in left_out and "trykt tabell" not in claim.measure
    ]


def test_all_said_and_all_equal():
    outcome = verify_claims(reader(), series, TEXT, said(), {TEXT: TABLE})
    assert not outcome.of("different")
    assert outcome.closing_line == (
        "8 stated numbers: 8 said, 0 errata, 0 missing, 0 different; "
        "5 checked again: 5 equal, 0 errata, 0 different"
    )


@pytest.mark.parametrize("line", range(4, 10))
def test_a_number_that_no_page_says_is_named(line):
    outcome = verify_claims(reader(), series, TEXT, said(line), {TEXT: TABLE})
    (missing,) = outcome.missing
    assert missing.claim == read_claims(reader(), TEXT)[line - 2].key
    assert "no page says it" in str(missing)


def test_another_page_with_the_same_digits_does_not_say_it():
    records = [*said(7), InlineRecord("y", "44", 44.0, "percent")]
    assert len(verify_claims(reader(), series, TEXT, records, {TEXT: TABLE}).missing) == 1


def test_numbers_of_a_table_are_missing_without_it():
    assert len(verify_claims(reader(), series, TEXT, said(), {}).missing) == 2


@pytest.mark.parametrize("text", ["halvparten", "51", "5 0"])
def test_words_and_other_digits_do_not_say_it(text):
    outcome = verify_claims(reader(), series, TEXT, said(line_9=text), {TEXT: TABLE})
    (wrong,) = outcome.of("different")
    assert wrong.ours == text
    assert not outcome.missing


def test_digits_are_found_among_words():
    words = "en nedgang på 7,7 prosent fra 2087"
    assert not verify_claims(reader(), series, TEXT, said(line_5=words), {TEXT: TABLE}).of(
        "different"
    )


def test_a_series_that_has_another_number_is_different_until_an_erratum_names_it():
    claims = CLAIMS.replace("årsverk,-100,", "årsverk,-90,")
    records = said(claims=claims)
    outcome = verify_claims(reader(claims=claims), series, TEXT, records, {TEXT: TABLE})
    (wrong,) = outcome.of("different")
    assert (wrong.kind, wrong.printed, wrong.ours) == ("checked", "90", "100")
    assert "difference: store | staff" in wrong.reason
    line = (
        f"claim,{TEXT},ansatte | store | endring i årsverk | årsverk | 2088,,90,100,percent,fordi\n"
    )
    known = verify_claims(
        reader(claims=claims, errata=ERRATA + line), series, TEXT, records, {TEXT: TABLE}
    )
    assert not known.of("different")
    assert known.of("erratum")[0].reason == "fordi"
    other = ERRATA + line.replace(",90,100,", ",90,99,")
    still = verify_claims(reader(claims=claims, errata=other), series, TEXT, records, {TEXT: TABLE})
    assert still.of("different")


def test_a_change_of_the_other_sign_does_not_come_out():
    claims = CLAIMS.replace("årsverk,-100,", "årsverk,100,")
    records = said(claims=claims)
    assert verify_claims(reader(claims=claims), series, TEXT, records, {TEXT: TABLE}).of(
        "different"
    )


def test_the_number_compared_with_is_that_of_its_year():
    claims = CLAIMS.replace(",62,2087,44", ",62,2087,45")
    outcome = verify_claims(reader(claims=claims), series, TEXT, said(claims=claims), {TEXT: TABLE})
    (wrong,) = outcome.of("different")
    assert "(compared)" in wrong.claim


def read(path: str) -> str:
    return (REPO / path).read_text(encoding="utf-8")


def store(indicator):
    path = f"data/series/{indicator}.csv"
    return read_series(read(path), path, load_conflicts(REPO))


@pytest.mark.parametrize(
    ("text", "stated"), [("2023-sammendrag", 280), ("2022-prosjektside", 8), ("2020-nyhet", 30)]
)
def test_what_the_real_texts_state_comes_out_but_for_the_errata(text, stated):
    claims = read_claims(read, text)
    assert len(claims) == stated
    everything = [InlineRecord("x", claim.digits, None, None, "", (claim.key,)) for claim in claims]
    outcome = verify_claims(read, store, text, everything, {})
    assert not outcome.of("different"), outcome.of("different")
    assert len(checked(read, store, text)) >= 2


def test_marks_are_kept_apart():
    claim = Claim("t", "2088", "a", "b", "c", "prosent", "1.5")
    assert claim.digits == "1,5"
    assert claims_in(from_claims("1,5", ["one", "two"])) == ("one", "two")
