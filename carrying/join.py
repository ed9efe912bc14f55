"""Join codes: four words on a student's card, the first three secret, the fourth their check word. docs/formats/roster.md.

No two words of the list are one slip apart (a letter wrong, missing, extra, or two changed round), and the check word betrays every single
wrong word and every two words changed round.
"""

from __future__ import annotations

import itertools
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

from carrying.words import _, ngettext
from curriculum.listing import listed

WORDS = tuple((Path(__file__).parent / "join_words.txt").read_text(encoding="ascii").split())
"""The list. Their number is prime, which the check needs; three of them hold 30.2 bits."""

LENGTH = 4
WEIGHTS = (2, 3, 4, 1)
"""A code is good where the weighted sum of its words' places in the list is a multiple of the list's length."""

MAX_TYPED = 200
MAX_GUESSES = 400
PLACE = {word: place for place, word in enumerate(WORDS)}
LETTERS = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe"}
)

Reason = Literal["empty", "letters", "count", "word", "check"]


class NotACode(Exception):
    """What was typed is no code. The message is a sentence for a child; `reason`, `unknown` and `meant` serve a page that says it itself.

    `meant` is a code that is near and good, where there is exactly one; `unknown` are typed words that are not in the list.
    """

    def __init__(self, message: str, reason: Reason, unknown: Sequence[str] = (), meant: str = "") -> None:
        super().__init__(
            _("{message} Did you mean “{code}”?").format(message=message, code=spoken(meant))
            if meant
            else message
        )
        self.reason, self.unknown, self.meant = reason, tuple(unknown), meant


def new_code(draw: Callable[[int], int] = secrets.randbelow) -> str:
    """A new code, its four words different, joined by hyphens. `draw(n)` gives a secret number below n."""
    while True:
        places = [draw(len(WORDS)) for _place in range(LENGTH - 1)]
        code = [*places, -sum(w * p for w, p in zip(WEIGHTS, places, strict=False)) % len(WORDS)]
        if len(set(code)) == LENGTH:
            return "-".join(WORDS[place] for place in code)


def spoken(code: str) -> str:
    """A code as it is printed and read aloud."""
    return code.replace("-", " ")


def is_code(words: Sequence[str]) -> bool:
    """Whether these are four different words of the list of which the last is the check word."""
    if len(words) != LENGTH or len(set(words)) != LENGTH or not all(word in PLACE for word in words):
        return False
    return sum(w * PLACE[word] for w, word in zip(WEIGHTS, words, strict=True)) % len(WORDS) == 0


def read_code(typed: str) -> str:
    """The code that somebody typed, whatever its case, spaces, hyphens and accents. Raises NotACode."""
    plain = _plain(typed[:MAX_TYPED])
    words = re.findall(r"[a-z]+", plain)
    if not words:
        if any(letter.isalpha() for letter in plain):
            raise NotACode(_("The words on the card are written with the letters a to z."), "letters")
        raise NotACode(_("Type the four words on your card."), "empty")
    found = {way for way in itertools.islice(_ways("".join(words), LENGTH), MAX_GUESSES) if is_code(way)}
    if tuple(words) in found or len(found) == 1:
        return "-".join(words if tuple(words) in found else found.pop())
    if len(words) != LENGTH:
        raise NotACode(
            ngettext(
                "The card has four words; this is one word.",
                "The card has four words; these are {n} words.",
                len(words),
            ).format(n=len(words)),
            "count",
        )
    unknown = [word for word in words if word not in PLACE]
    near = {guess for guess in itertools.islice(_near(words), MAX_GUESSES) if is_code(guess)}
    meant = "-".join(near.pop()) if len(near) == 1 else ""
    if unknown:
        sentence = ngettext(
            "{words} is not a word of any card.", "{words} are not words of any card.", len(unknown)
        )
        named = listed([f"“{word[:20]}”" for word in unknown])
        raise NotACode(sentence.format(words=named), "word", unknown, meant)
    raise NotACode(
        _("These four words do not belong together. Look at each of them again."), "check", (), meant
    )


def _plain(typed: str) -> str:
    """Small letters without accents; whatever is no letter becomes a space."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", typed).casefold().translate(LETTERS))
    letters = (letter for letter in apart if not unicodedata.combining(letter))
    return "".join(letter if letter.isalpha() else " " for letter in letters)


def _ways(letters: str, count: int) -> Iterator[tuple[str, ...]]:
    """Every way to read letters without spaces as that many words of the list."""
    if count == 1:
        if letters in PLACE:
            yield (letters,)
        return
    for end in range(3, min(8, len(letters))):
        if letters[:end] in PLACE:
            for rest in _ways(letters[end:], count - 1):
                yield (letters[:end], *rest)


def _near(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """What may have been meant: unknown words replaced by near ones; else two words changed round."""
    if any(word not in PLACE for word in words):
        yield from itertools.product(*([word] if word in PLACE else _like(word) for word in words))
        return
    for one, other in itertools.combinations(range(LENGTH), 2):
        changed = list(words)
        changed[one], changed[other] = changed[other], changed[one]
        yield tuple(changed)


@lru_cache(maxsize=64)
def _like(word: str) -> tuple[str, ...]:
    """The words of the list nearest to what was typed: one slip away, else two."""
    by = {entry: slips(word[:12], entry) for entry in WORDS}
    nearest = min(by.values())
    return tuple(entry for entry, count in by.items() if count == nearest) if nearest <= 2 else ()


def slips(typed: str, word: str) -> int:
    """How many slips lead from one word to another: a letter wrong, missing, extra, or two neighbours changed round.

    The restricted edit distance of Damerau (1964).
    """
    before: list[int] = []
    row = list(range(len(word) + 1))
    for i, letter in enumerate(typed, 1):
        before, last, row = row, before, [i]
        for j, other in enumerate(word, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == word[j - 2] and typed[i - 2] == other:
                best = min(best, last[j - 2] + 1)
            row.append(best)
    return row[-1]
