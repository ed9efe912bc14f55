"""`trellis hand-in`: everything a student did, as one file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from carrying.arrivals import take_all
from carrying.handin import send
from carrying.study import HIDDEN, PROFILE, Study, open_study
from carrying.trust import known_class
from curriculum.listing import listed, one_stop
from kit.arrivals import told
from kit.drives import on_stick, places_of, remember
from kit.places import network_address, study_folder
from kit.progress import Progress
from kit.stop import Stop
from kit.words import N_, _, ngettext

if TYPE_CHECKING:
    from carrying.lan.errand import Errand
    from carrying.lan.finding import Place

STAGES = {
    "looking": N_("looking for the drop box"),
    "sending": N_("sending, in kB"),
    "waiting": N_("waiting for the receipt"),
    "fetching": N_("fetching, in kB"),
}


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "study", nargs="?", type=Path, metavar="STUDY", help=_("the study folder (default: Trellis/study)")
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--to",
        type=Path,
        metavar="FOLDER",
        help=_("a folder or stick to write to (default: the stick that is in)"),
    )
    where.add_argument(
        "--lan",
        nargs="?",
        const="",
        metavar="ADDRESS",
        help=_(
            "hand in over the school network, at the address on the teacher's screen (default: look for it)"
        ),
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the file, verified, and say where it is."""
    folder = study_folder(arguments.study)
    if not (folder / HIDDEN / PROFILE).is_file():
        raise Stop(
            _(
                "There is no work in {folder}. Name the study folder: trellis hand-in --to FOLDER STUDY."
            ).format(folder=folder)
        )
    study = open_study(folder, "")
    if arguments.lan is not None:
        return _over_the_network(study, arguments.lan)
    to = arguments.to.expanduser() if arguments.to else found_place(study)
    done = send(study, to)
    remember(study, to)
    print(handed_in(study, done.path, done.along))
    for line in told(study, take_all(study, to)):
        print(f"  {line}")
    return 0


def found_place(study: Study) -> Path:
    """The one stick or folder there is. Raises Stop, saying what to do, where there is none or more than one."""
    places = places_of(study)
    if len(places) == 1:
        return places[0]
    if not places:
        raise Stop(
            _(
                "No stick was found, and no folder was used before. Put a stick in and try again, or "
                "name a folder: trellis hand-in --to FOLDER. A file written to any folder can also be "
                "sent by e-mail or messenger."
            )
        )
    places_said = "\n".join(f"  trellis hand-in --to {place}" for place in places)
    raise Stop(_("There is more than one place. Say which:") + f"\n{places_said}")


def _over_the_network(study: Study, address: str) -> int:
    from carrying.lan.errand import hand_in_there

    with Progress(_("Handing in over the school network")) as progress:
        done = hand_in_there(
            study,
            address,
            lambda stage, so_far, of: progress.step(_(STAGES[stage]), so_far // 1000, of // 1000),
            look=look_for_box,
        )
    print(handed_in_there(study, done))
    for left in done.left:
        print(
            "  " + _("{file} was left at the drop box: {reason}").format(file=left.file, reason=left.reason)
        )
    return 0


def look_for_box(fingerprint: str) -> list[Place]:
    """Where the class's drop box says it is, on the networks of this machine."""
    from carrying.lan.finding import find

    return find(fingerprint, interfaces=[network_address()] if network_address() else None)


def handed_in_there(study: Study, done: Errand) -> str:
    """What to tell the student about work that is at the class's drop box."""
    known, size = known_class(study), size_in_words(done.size)
    said = [
        _(
            "Your work ({size}) is on your teacher's machine, in the drop box of “{name}”, checked there."
        ).format(size=size, name=known.name)
        if known
        else _(
            "Your work ({size}) is on your teacher's machine, in the drop box of your class, checked there."
        ).format(size=size)
    ]
    said += _went_along(done.along)
    said.append(
        _("It is collected: the receipt is here.")
        if done.receipted
        else _(
            "The receipt comes the next time you hand in over the network, or with your teacher's next file."
        )
    )
    lessons = sorted({lesson for one in done.arrived for lesson in one.lessons})
    if lessons:
        said.append(one_stop(_("New here: {lessons}.").format(lessons=listed(lessons))))
    if any(one.news for one in done.arrived):
        said.append(_("Something came back from your teacher: look at your page."))
    return " ".join(said)


def handed_in(study: Study, path: Path, along: int = 0) -> str:
    """What to tell the student about a written hand-in, with which so many earlier ones went along."""
    size = size_in_words(path.stat().st_size)
    known = known_class(study)
    if known is None:
        return _(
            "A copy of your work is in {path} ({size}), checked. Only "
            "this study folder can open it, since it has no lessons from a class yet: take the file "
            "with your teacher's lessons, then hand in again."
        ).format(path=path, size=size) + _may_go(path)
    said = [
        _("Your work is in {path} ({size}), sealed for “{name}” and checked.").format(
            path=path, size=size, name=known.name
        ),
        *_went_along(along),
    ]
    return " ".join(said) + _may_go(path)


def _may_go(path: Path) -> str:
    return " " + _("You can remove the stick now.") if on_stick(path) else ""


def _went_along(along: int) -> list[str]:
    if not along:
        return []
    return [
        ngettext("One earlier hand-in went along.", "{n} earlier hand-ins went along.", along).format(n=along)
    ]


def size_in_words(size: int) -> str:
    """A file size in bytes, as people say it."""
    if size < 1_000_000:
        return _("{number} kB").format(number=max(1, round(size / 1000)))
    return _("{number:.1f} MB").format(number=size / 1_000_000)
