"""From the bytes of a list file to its rows of text, whatever program wrote it."""

from app.intake.delimited import read_text
from app.intake.faults import UnusableInput, error
from app.intake.layout import AS_FOUND, Layout
from app.intake.sheet import MAX_BYTES, Sheet, SheetRow
from app.intake.workbook import read_workbook

__all__ = ["Sheet", "SheetRow", "UnusableInput", "read_sheet"]

_ZIP_MAGIC = b"PK\x03\x04"
_COMPOUND_FILE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Excel files, and new ones with a password
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_MEGABYTE = 1024 * 1024


def read_sheet(content: bytes, file_name: str, layout: Layout = AS_FOUND) -> Sheet:
    """The rows of a CSV, text or XLSX file, told apart by content; raises UnusableInput where it holds no list."""
    if len(content) > MAX_BYTES:
        too_large = {"megabytes": -(-len(content) // _MEGABYTE), "limit_megabytes": MAX_BYTES // _MEGABYTE}
        raise UnusableInput(file_name, error(None, None, "FILE_TOO_LARGE", **too_large))
    if content.startswith(_COMPOUND_FILE_MAGIC):
        code = "ENCRYPTED" if _ENCRYPTED_STREAM in content else "OLD_EXCEL"
        raise UnusableInput(file_name, error(None, None, code))
    read = read_workbook if content.startswith(_ZIP_MAGIC) else read_text
    sheet = read(content, file_name, layout)
    if all(row.is_blank for row in sheet.rows):
        raise UnusableInput(file_name, error(None, None, "EMPTY_FILE"))
    return sheet
