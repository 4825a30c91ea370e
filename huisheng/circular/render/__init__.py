"""Editions on paper and on pages: each renderer takes a ``document.Document`` and prints the same words and numbers.

Pure: no models, no database, no clock. Equal documents give equal bytes.
"""

from huisheng.circular.render.docx import to_docx
from huisheng.circular.render.html import to_html
from huisheng.circular.render.pdf import to_pdf
from huisheng.circular.render.xlsx import to_xlsx

__all__ = ["to_docx", "to_html", "to_pdf", "to_xlsx"]
