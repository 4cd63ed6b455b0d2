"""The codebook: every question of one survey year, as data.

Nothing about a question stands in code. Screening, cleaning and table labels all read this.
"""

from analysis.intake.codebook.book import Codebook
from analysis.intake.codebook.file import CodebookFile, load_codebook, read_codebook
from analysis.intake.codebook.questions import UNITS, UNWRITTEN, Form, Option, Question, Rollup

__all__ = [
    "UNITS",
    "UNWRITTEN",
    "Codebook",
    "CodebookFile",
    "Form",
    "Option",
    "Question",
    "Rollup",
    "load_codebook",
    "read_codebook",
]
