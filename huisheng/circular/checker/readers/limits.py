"""What is still read. Not business rules: bounds that keep a hostile file from costing minutes or gigabytes."""

from huisheng.kernel.errors import Refusal

MIB = 1024 * 1024
FILE = 20 * MIB
UNPACKED = 100 * MIB
RATIO = 200  # a document's XML packs to a twentieth; a bomb to a thousandth
MEMBERS = 5_000
PAGES = 200
CELLS = 200_000
CHARACTERS = 1_000_000
NUMBERS = 5_000  # in sentences; a yearbook has a tenth of that
NUMBERS_OF_A_PASSAGE = 400
SPAN = 100  # columns or rows of one merged cell


def refuse(code: str, sentence: str) -> Refusal:
    """A refusal about the file."""
    return Refusal(code, sentence, field="file")


def too_much(what: str) -> Refusal:
    """More than is read."""
    return refuse("too_large", f"文件内容过多（{what}），请拆分后再核对。")
