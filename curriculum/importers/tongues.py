"""The language that a question bank is in, where it does not say so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_COMMON = {
    "en": "the of and is what which find are for with this",
    "sv": "och är att det av för från till vad vilken bestäm",
    "es": "el los las es y qué cuál una por con para del",
    "fr": "le les est et des quel quelle une pour dans avec du",
    "de": "der das ist und den wie welche eine für mit von",
    "pt": "o os é e qual uma não com para do da em",
}
"""Words that most sentences of a language have one of, and few of another."""
_KNOWN = {word: language for language, words in _COMMON.items() for word in words.split()}
MAX_TEXTS = 400


def language_of(texts: Iterable[str]) -> str:
    """The language most of the common words in `texts` are of; English where there are none."""
    found: Counter[str] = Counter()
    for _number, text in zip(range(MAX_TEXTS), texts, strict=False):
        words = re.findall(r"[^\W\d_]+", re.sub(r"\$\$.*?\$\$", " ", text.lower()))
        found.update(_KNOWN[word] for word in words if word in _KNOWN)
    return found.most_common(1)[0][0] if found else "en"
