"""Screening: every rule on every row, before anything is computed.

``files``, ``units``, ``cells``, ``fte`` and ``answers`` hold the rules, one function each. A new
rule is a new function with the decorator; nothing else has to know of it.
"""

from analysis.intake.screening.findings import REPORT, STOP, Finding, Screening
from analysis.intake.screening.reports import write_findings
from analysis.intake.screening.screener import screen, screen_edition

__all__ = ["REPORT", "STOP", "Finding", "Screening", "screen", "screen_edition", "write_findings"]
