"""Which faces a document names. Nothing is embedded in DOCX: the office has them, others fall back by name.

The standard asks for 小标宋, 仿宋, 黑体, 楷体 and 宋体 (5.2.2, 7.2, 7.3). In a PDF the first face at hand is
taken, then, character by character, the next one, so that a rare character is never lost where any face has it.
"""

from functools import cache
from pathlib import Path

import manimgx_fonts_cjk
import typst

# Word's name of a face -> other names under which machines have it
ALTERNATIVES = {
    "方正小标宋简体": ("FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "小标宋体", "华文中宋", "STZhongsong"),
    "仿宋_GB2312": ("仿宋", "FangSong", "FandolFang R", "FandolFang", "华文仿宋", "STFangsong"),
    "黑体": ("SimHei", "FandolHei", "华文黑体", "Noto Sans CJK SC"),
    "楷体_GB2312": ("楷体", "KaiTi", "FandolKai", "华文楷体", "STKaiti", "LXGW WenKai"),
    "宋体": ("SimSun", "FandolSong", "华文宋体", "STSong", "Noto Serif CJK SC"),
}
TITLE, BODY, BLACK, KAI, SONG = ALTERNATIVES
# what draws a character that none of the above has
_SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans CJK SC")
_SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Serif CJK SC")
_KAI = ("LXGW WenKai", "LXGW WenKai GB")
_LAST = ("Noto Color Emoji", "DejaVu Sans", "Libertinus Serif")
_STATIC = {"Noto Serif CJK SC", "Noto Sans CJK SC", "Source Han Serif SC", "Source Han Sans SC"}


@cache
def at_hand() -> typst.Fonts:
    """The machine's faces; where none of them covers Chinese, the one of the wheel as well. Read once a process."""
    held = typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)
    if _STATIC & set(held.families()):
        return held
    return from_the_wheel(system=True)


def from_the_wheel(*, system: bool) -> typst.Fonts:
    """With the variable Noto Sans CJK that is installed along with the house: where nothing else is."""
    folder = Path(manimgx_fonts_cjk.__file__).parent
    return typst.Fonts(include_system_fonts=system, include_embedded_fonts=system, font_paths=[folder])


def families(fonts: typst.Fonts) -> dict[str, list[str]]:
    """For each of the five faces the names at hand, best first, then what fills their gaps."""
    held = set(fonts.families())
    wanted = {
        "title": (TITLE, *ALTERNATIVES[TITLE], *_SERIF),
        "body": (BODY, *ALTERNATIVES[BODY], *_SERIF),
        "black": (BLACK, *ALTERNATIVES[BLACK], *_SANS),
        "kai": (KAI, *ALTERNATIVES[KAI], *_KAI, *_SERIF),
        "song": (SONG, *ALTERNATIVES[SONG], *_SERIF),
    }
    return {face: list(dict.fromkeys(n for n in (*names, *_LAST) if n in held)) for face, names in wanted.items()}
