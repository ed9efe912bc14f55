"""The box's settings, in the class's nbgrader_config.py as `c.Box.…`: one for each field of wire.Limits, and two on isolation."""

from __future__ import annotations

from traitlets import Bool, Float, Integer, Unicode
from traitlets.config import Config, Configurable

from grading.box.wire import Limits

DEFAULT = Limits()
SECOND, MOST_SECONDS = 1.0, 86_400.0


class Box(Configurable):
    """What students' code may use while it is graded: `Box(config=config).limits()`."""

    cell_seconds = Float(
        DEFAULT.cell_seconds,
        min=0.1,
        max=MOST_SECONDS,
        help="Seconds that one cell may take. Where this is not set, nbgrader's Execute.timeout counts.",
    ).tag(config=True)
    seconds = Float(
        DEFAULT.seconds,
        min=0.1,
        max=MOST_SECONDS,
        help="Seconds that all cells of one notebook may take together.",
    ).tag(config=True)
    memory_mb = Integer(
        DEFAULT.memory_mb, min=64, help="Megabytes of memory, on top of what the lesson's libraries take."
    ).tag(config=True)
    disk_mb = Integer(
        DEFAULT.disk_mb, min=1, help="Megabytes of files that one notebook's code may have in its folder."
    ).tag(config=True)
    files = Integer(DEFAULT.files, min=10, help="Files and folders that one notebook's code may make.").tag(
        config=True
    )
    open_files = Integer(DEFAULT.open_files, min=16, help="Files that may be open at a time.").tag(
        config=True
    )
    threads = Integer(DEFAULT.threads, min=1, help="Threads that may run at a time.").tag(config=True)
    output_kb = Integer(
        DEFAULT.output_kb, min=1, help="Kilobytes of output that are kept of one cell; the rest is cut off."
    ).tag(config=True)

    accept_unisolated = Bool(
        False,
        help="Grade also on a computer that cannot shut students' code in, without being asked. Their code could then read "
        "and change what you can. Grades are marked so.",
    ).tag(config=True)
    isolation = Unicode(
        "",
        help="The isolation to use: “landlock”, “bubblewrap” or “none”. Empty: the best that this computer has.",
    ).tag(config=True)

    def limits(self) -> Limits:
        """The limits as a job carries them."""
        settings = {name: getattr(self, name) for name in Limits.__struct_fields__}
        return Limits(**settings | {"cell_seconds": min(self._cell_seconds(), self.seconds)})

    def _cell_seconds(self) -> float:
        """Ours, else nbgrader's: it has no limit on a cell where its timeout is none or not above zero."""
        own: float = self.cell_seconds
        execute = self.config.get("Execute", Config())
        if "cell_seconds" in self.config.get("Box", Config()) or "timeout" not in execute:
            return own
        given = execute["timeout"]
        without_limit: float = self.seconds
        return float(given) if given is not None and given > 0 else without_limit
