r"""OATutor's texts as our Markdown: `$$…$$` is inline maths, `##…##` a picture, `@{…}` a variable, `\n` a new line."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

LINE = re.compile(
    r"\\n(?!(?:eq|e|u|ot|i|abla|less|geq|leq|mid|parallel|subseteq|exists|earrow|warrow|cong|sim|atural|ewline)\b)"
)
PICTURE = re.compile(r"##\s*([^#\n]*?)\s*(?:##|$)", re.MULTILINE)
VARIABLE = re.compile(r"@\{([^{}]+)\}")
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&!$])")
_LINE_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))(?=[.)]?(\s|$))", re.MULTILINE)
_SAID_BEFORE = re.compile(r"^\s*\\(?:approx|therefore|implies|Rightarrow)(?![A-Za-z])\s*")
_BLANK = re.compile(r"_{3,}")


class Text(msgspec.Struct, frozen=True):
    """A text as Markdown, and the pictures that stood in it."""

    markdown: str
    pictures: tuple[str, ...] = ()


def text_of(source: object, names: Mapping[str, str]) -> Text:
    """`source` as Markdown with our placeholders. `names` are its variables: theirs → ours."""
    if not isinstance(source, str):
        return Text("")
    pictures: list[str] = []

    def picture(match: re.Match[str]) -> str:
        pictures.append(match[1] or "picture")
        return " "

    parts = source.replace("\\neq", "≠").split("$$")
    done: list[str] = []
    for index, part in enumerate(parts):
        if index % 2 and ("\\" in part or not SENTENCE.search(part)):
            done.append(maths(part, names))
        else:
            done.append(words(LINE.sub("\n", PICTURE.sub(picture, part)), names))
    return Text(re.sub(r"[ \t]*\n\s*", "\n\n", "".join(done)).strip(), tuple(pictures))


def maths(source: str, names: Mapping[str, str]) -> str:
    """A formula between dollars; "" where there is none."""
    source = " ".join(LINE.sub(" ", source).split())
    source = re.sub(r"(?<!\\)\$", r"\\$", source)
    if not source:
        return ""
    if _BLANK.fullmatch(source):
        return words(source, names)
    source = _TIMES_TEN.sub(r"\\times {10}^", _MATRIX.sub(_rows, source))
    return f"${_named(source, names)}$"


SENTENCE = re.compile(r"(?:[^\W\d_]{2,} ){3,}[^\W\d_]{2,}")
"""Words between dollars, or behind one that has no partner: set as a formula they would run together."""
_TIMES_TEN = re.compile(r"(?<=\d)\s*\{10\}\s*\^")
"""`3{10}^8` would be read as the power of 310 that it is not."""
_MATRIX = re.compile(r"[\\/]mat[{(]?((?:\([^()]*\),?\s*)+)[})]?")


def _rows(matrix: re.Match[str]) -> str:
    r"""A matrix as OATutor's own source has it, `\mat{(1,2),(3,4)}`."""
    rows = [row.replace(",", " & ") for row in re.findall(r"\(([^()]*)\)", matrix[1])]
    return r"\begin{bmatrix} " + r" \\ ".join(rows) + r" \end{bmatrix}"


def words(source: str, names: Mapping[str, str]) -> str:
    """Plain words: nothing in them is Markdown, or a placeholder, by accident."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        if match[1] not in names:
            return match[0]
        kept.append(f"{{{names[match[1]]}}}")
        return f"\ue002{len(kept) - 1}\ue003"

    held = VARIABLE.sub(keep, source)
    held = _SPECIAL.sub(r"\\\1", held).replace("{", "{{").replace("}", "}}")
    held = _LINE_START.sub(lambda m: f"{m[1]}{m[2]}\\" if m[2].isdigit() else f"{m[1]}\\{m[2]}", held)
    return re.sub("\ue002(\\d+)\ue003", lambda m: kept[int(m[1])], held)


def _named(formula: str, names: Mapping[str, str]) -> str:
    """A formula with our placeholders for its variables."""
    return VARIABLE.sub(lambda m: f"\\v{{{names[m[1]]}}}" if m[1] in names else m[0], formula)


def tidy(answer: str) -> str:
    r"""An answer without what only sets it: `12{,}500` has a comma, `\approx 3.1` is a number."""
    bare = answer.replace("{,}", ",").strip()
    told = _SAID_BEFORE.sub("", bare.removeprefix("$$"))
    return bare if told == bare.removeprefix("$$") else (f"$${told}" if bare.startswith("$$") else told)


def answer_of(source: str, names: Mapping[str, str]) -> str:
    """An answer as our expressions are written: between dollars, since it is LaTeX."""
    plain = tidy(source).replace("$$", "").replace("\\$", "")
    return f"${_named(plain, names)}$" if plain.strip() else ""


def squeezed(source: str) -> str:
    r"""`source` as OATutor compares texts: without spaces, `\left` and `\right`."""
    return re.sub(r"\s+", "", source).replace("\\left", "").replace("\\right", "").replace("$$", "")
