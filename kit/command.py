"""The `trellis` command: finds the subcommand, runs it, and turns every error into one sentence."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import sys
from collections.abc import Sequence

from curriculum.language import speak
from kit.commands import COMMANDS, DEFAULT
from kit.language import chosen, teach_argparse
from kit.stop import Stop
from kit.words import _

USAGE, FAILED, INTERRUPTED, CUT_OFF = 2, 1, 130, 141
ROOMS = ("carrying", "curriculum", "grading", "kit")
"""Errors defined in these packages carry a sentence for the person."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run `trellis` with these words; returns the exit code: 0 done, 1 an error in a sentence, 2 words not understood."""
    words = _command_first(sys.argv[1:] if argv is None else argv)
    _tolerant_output()
    speak(chosen())
    teach_argparse()
    try:
        arguments = _parser(words).parse_args(words)
    except SystemExit as end:  # argparse has printed help or what was wrong
        return end.code if isinstance(end.code, int) else USAGE
    try:
        code = int(arguments.run(arguments))
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        print("\n" + _("Stopped."), file=sys.stderr)
        return INTERRUPTED
    except Exception as error:
        if _is_cut_off(error):
            return CUT_OFF
        if arguments.debug:
            raise
        print(sentence(error), *([] if is_ours(error) else [_("Add --debug to see more.")]), file=sys.stderr)
        return error.code if isinstance(error, Stop) else FAILED


def sentence(error: BaseException) -> str:
    """What to tell the person: the error's own words where they are ours, else what happened."""
    if is_ours(error):
        return str(getattr(error, "sentence", error))
    if isinstance(error, OSError) and error.filename:
        from carrying.saving import reason, with_advice

        said = _("{filename}: {why}. Nothing else was changed.").format(
            filename=error.filename, why=reason(error)
        )
        return with_advice(said, error)
    what = f"{type(error).__name__}: {error}"
    return _("Something went wrong that Trellis did not expect ({what}). Your files are safe.").format(
        what=what
    )


def is_ours(error: BaseException) -> bool:
    """Whether an error carries a sentence for the person."""
    if isinstance(error, FileNotFoundError) and error.filename is None:
        return bool(str(error))  # curriculum.course.find_course says it in words
    return bool(str(error)) and type(error).__module__.partition(".")[0] in ROOMS


def _command_first(words: Sequence[str]) -> list[str]:
    """The words, with options that stand before the subcommand moved behind it: `trellis --port 8888 study`."""
    words = list(words)
    at = next((i for i, word in enumerate(words) if word and word in COMMANDS), 0)
    return [words[at], *words[:at], *words[at + 1 :]] if words[:1] and words[0].startswith("-") else words


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """The parser; only the subcommand that is asked for is imported."""
    parser = argparse.ArgumentParser(
        prog="trellis",
        description=_(
            "Lessons, hand-ins and learning paths, with no internet. Alone, it opens a page to choose from."
        ),
    )
    parser.add_argument("--debug", action="store_true", help=_("show what is behind an error"))
    wanted = next((word for word in words if word and word in COMMANDS), None)
    subparsers = parser.add_subparsers(title=_("commands"), metavar="COMMAND")
    for name, command in COMMANDS.items():
        if name == DEFAULT:
            continue
        subparser = subparsers.add_parser(name, help=_(command.help), description=_(command.help))
        if name == wanted:
            _complete(subparser, command.module)
    if wanted is None:
        _complete(parser, COMMANDS[DEFAULT].module)
    else:
        parser.set_defaults(run=None)
    return parser


def _complete(parser: argparse.ArgumentParser, module: str) -> None:
    command = importlib.import_module(f"kit.commands.{module}")
    command.add(parser)
    parser.set_defaults(run=command.run)
    if module != COMMANDS[DEFAULT].module:
        # Before the subcommand or after it: people write --debug where the error was.
        parser.add_argument(
            "--debug", action="store_true", default=argparse.SUPPRESS, help=_("show what is behind an error")
        )


def _is_cut_off(error: Exception) -> bool:
    """Whether nobody reads what is printed any more, as after `| head`. From then on it is printed into nothing."""
    if not isinstance(error, BrokenPipeError) or sys.stdout.isatty():
        return False
    with open(os.devnull, "wb") as nothing, contextlib.suppress(OSError):  # noqa: PTH123 - a device
        os.dup2(nothing.fileno(), sys.stdout.fileno())
    return True


def _tolerant_output() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console that cannot show a name must not end the command
            stream.reconfigure(errors="replace")


if __name__ == "__main__":
    sys.exit(main())
