"""What came back from the class, as a study folder keeps it: every feedback pack, whole, and what it brought.

A pack is kept as the sealed file that it came as, named by its number; the news beside it say what was new in it. Nothing is ever
written over: an older pack stays beside a newer one.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from carrying.accommodating import keep_given
from carrying.archive import Refused
from carrying.bundle import SUFFIX, read_bundle
from carrying.feedback import Feedback, Goal, Letter, Note, Result, Word, as_feedback
from carrying.saving import save
from carrying.study import HIDDEN, Study
from carrying.trust import own_keys
from carrying.words import _

FOLDER = "returned"
SEEN = "seen.json"


class News(msgspec.Struct, frozen=True, kw_only=True):
    """What one pack brought: `fresh` are lessons with feedback that was not here before, `lessons` new lessons.

    `new_note` and `new_goals` say whether these differ from what came before. `pages` maps lessons to the SHA-256 of their feedback.
    `digest` is that of the file, `sender` the fingerprint of the class.
    """

    number: int
    digest: str
    sender: str
    letter: Letter
    pages: dict[str, str]
    fresh: tuple[str, ...] = ()
    lessons: tuple[str, ...] = ()
    new_note: bool = False
    new_goals: bool = False
    v: int = 1


class Fresh(msgspec.Struct, frozen=True, kw_only=True):
    """What a student has not seen yet, over all packs that came since; `number` is the latest of them."""

    number: int
    class_name: str
    at: str
    results: tuple[tuple[int, Result], ...]
    note: Note | None
    goals: tuple[Goal, ...]
    lessons: tuple[str, ...]


class _Seen(msgspec.Struct, frozen=True):
    number: int


def news(study: Study) -> list[News]:
    """Everything that came back, the oldest first. What cannot be read is passed over: the sealed file beside it is still there."""
    found = []
    for path in sorted(_folder(study).glob("*.json")):
        if path.name == SEEN or not path.with_suffix(SUFFIX).is_file():
            continue
        try:
            found.append(msgspec.json.decode(path.read_bytes(), type=News))
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            continue
    return sorted(found, key=lambda one: one.number)


def keep(study: Study, one: News, data: bytes) -> None:
    """Keep a pack and its news, which are newer than all before. Raises NotSaved."""
    place = _folder(study) / str(one.number)
    save(place.with_suffix(SUFFIX), data)
    keep_given(study.folder, one.letter.accommodations)
    save(place.with_suffix(".json"), msgspec.json.encode(one))  # last: with it, the pack counts as taken


def unseen(study: Study) -> Fresh | None:
    """What the student has not seen yet; None where there is nothing."""
    all_ = news(study)
    new = [one for one in all_ if one.number > _seen(study)]
    results: dict[str, tuple[int, Result]] = {}
    for one in new:
        for result in one.letter.results:
            if result.lesson in one.fresh:
                results[result.lesson] = (one.number, result)
    noted = [one.letter.note for one in new if one.new_note and one.letter.note]
    goals = [one.letter.goals for one in new if one.new_goals]
    lessons = tuple(dict.fromkeys(lesson for one in new for lesson in one.lessons))
    if not (results or noted or goals or lessons):
        return None
    last = new[-1]
    return Fresh(
        number=last.number,
        class_name=last.letter.class_name,
        at=last.letter.at,
        results=tuple(results.values()),
        note=noted[-1] if noted else None,
        goals=goals[-1] if goals else (),
        lessons=lessons,
    )


def mark_seen(study: Study, number: int) -> None:
    """Remember that everything up to this number was seen. Raises NotSaved."""
    if number > _seen(study):
        save(_folder(study) / SEEN, msgspec.json.encode(_Seen(number)))


def words_now(study: Study) -> tuple[Word, ...]:
    """The teacher's words on the path, as the latest pack says them."""
    all_ = news(study)
    return all_[-1].letter.words if all_ else ()


def opened(study: Study, number: int) -> Feedback:
    """The pack of that number. Raises Refused where there is none or it cannot be opened."""
    path = _folder(study) / f"{number}{SUFFIX}"
    if not path.is_file():
        raise Refused(_("It is not here any more. Ask your teacher for it once more."))
    return as_feedback(read_bundle(path, [own_keys(study)]))


def _seen(study: Study) -> int:
    try:
        return msgspec.json.decode((_folder(study) / SEEN).read_bytes(), type=_Seen).number
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return 0  # shown once more


def _folder(study: Study) -> Path:
    return study.folder / HIDDEN / FOLDER
