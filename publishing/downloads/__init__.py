"""The data under everything: files that readers download, all made from the results ledger.

Each table and figure as CSV (for programs) and XLSX (for people), figures also as SVG and PNG, the
whole report as one workbook and as a data package.
"""

from publishing.downloads.files import content_key, make_downloads, planned
from publishing.downloads.links import Downloads, File

__all__ = ["Downloads", "File", "content_key", "make_downloads", "planned"]
