"""What a cell gave, as nbformat writes it: strictly typed where it leaves the box, collected and cut inside it."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

StreamName = Literal["stdout", "stderr"]
Where = tuple[int, int]
"""A step, and the place of an output in it."""

SMALL = 64 * 1024
"""Characters of a result that are kept even where a cell's room is used up: the points of a test may be in it."""


class Output(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="output_type"):
    """One output of a cell."""


class Stream(Output, frozen=True, tag="stream"):
    """What was printed."""

    name: StreamName
    text: str


class Display(Output, frozen=True, tag="display_data"):
    """What was shown with `display`, or a figure: one thing in several MIME types."""

    data: dict[str, Any]
    metadata: dict[str, Any] = {}


class Result(Output, frozen=True, tag="execute_result"):
    """The value of a cell's last line."""

    data: dict[str, Any]
    metadata: dict[str, Any] = {}
    execution_count: int | None = None


class Error(Output, frozen=True, tag="error"):
    """An exception, with its traceback in the terminal's colours."""

    ename: str
    evalue: str
    traceback: list[str]


Given = Stream | Display | Result | Error
"""Any output that nbformat knows."""


class Update(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A display of an earlier step, changed by a later one (`display_id`)."""

    step: int
    place: int
    data: dict[str, Any]
    metadata: dict[str, Any] = {}


class Outputs:
    """What the running cell has given so far.

    As in a kernel, stdout and stderr are collected apart and go out together, stdout first, when something is shown
    or flushed and when the cell ends. Beyond `room` characters the rest is dropped: a line says so. An error, a
    result and the first line on stderr are kept even then, for a grade hangs on them.
    """

    def __init__(self, room: int) -> None:
        self.room = room
        self.step = -1
        self.places: dict[str, list[Where]] = {}
        self.begin(-1)

    def begin(self, step: int) -> None:
        """Start a new cell."""
        self.step = step
        self.left = self.room
        self.given: list[Given] = []
        self.updates: list[Update] = []
        self._waiting: dict[StreamName, list[str]] = {"stdout": [], "stderr": []}
        self._cut = False
        self._clear_next = False
        self._marked: set[str] = set()

    def write(self, name: StreamName, text: str) -> None:
        """Print: take in as much as there is room for."""
        if len(text) <= self.left:
            self.left -= len(text)
            self._waiting[name].append(text)
        elif self.left > 0:
            self._waiting[name].append(text[: self.left])
            self.left = 0
            self._mark(name)
        elif name not in self._marked and (name == "stderr" or not self._cut):
            self._mark(name)

    def flush(self, *names: StreamName) -> None:
        """Let out what was printed."""
        for name in names or ("stdout", "stderr"):
            pieces = self._waiting[name]
            if pieces:
                self._waiting[name] = []
                self._append(Stream(name=name, text="".join(pieces)))

    def show(
        self, data: dict[str, Any], metadata: dict[str, Any], display_id: str = "", *, update: bool = False
    ) -> None:
        """Show something; or change what is already shown under `display_id`."""
        self.flush()
        data, metadata = plain(data), plain(metadata)
        if self._too_large(data):
            return
        if display_id:
            for step, place in self.places.get(display_id, ()):
                self._change(step, place, data, metadata)
        if update:
            return
        self._append(Display(data=data, metadata=metadata))
        if display_id:
            self.places.setdefault(display_id, []).append((self.step, len(self.given) - 1))

    def result(self, data: dict[str, Any], metadata: dict[str, Any], count: int) -> None:
        """Give the value of the cell's last line."""
        self.flush()
        data, metadata = plain(data), plain(metadata)
        if size(data) > SMALL and self._too_large(data):
            return
        self._append(Result(data=data, metadata=metadata, execution_count=count))

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """Give an exception; it is always kept, a very long one shortened in the middle."""
        self.flush()
        lines = traceback if len(traceback) <= 200 else [*traceback[:100], "…\n", *traceback[-100:]]
        self._append(
            Error(ename=name[:200], evalue=_short(value), traceback=[_short(line) for line in lines])
        )

    def clear(self, *, wait: bool) -> None:
        """Take back what the cell gave: now, or when the next thing comes."""
        self.flush()
        if wait:
            self._clear_next = True
        else:
            self._drop()

    def end(self) -> list[Given]:
        """Let out the rest and give everything."""
        self.flush()
        return self.given

    def _append(self, output: Given) -> None:
        if self._clear_next:
            self._clear_next = False
            self._drop()
        last = self.given[-1] if self.given else None
        if isinstance(output, Stream) and isinstance(last, Stream) and last.name == output.name:
            self.given[-1] = Stream(name=output.name, text=last.text + output.text)
        else:
            self.given.append(output)

    def _drop(self) -> None:
        self.given.clear()
        self.left = self.room
        self._cut = False
        self._marked.clear()
        for places in self.places.values():
            places[:] = [where for where in places if where[0] != self.step]

    def _change(self, step: int, place: int, data: dict[str, Any], metadata: dict[str, Any]) -> None:
        if step != self.step:
            self.updates.append(Update(step=step, place=place, data=data, metadata=metadata))
        elif place < len(self.given) and isinstance(self.given[place], Display):
            self.given[place] = Display(data=data, metadata=metadata)

    def _too_large(self, data: dict[str, Any]) -> bool:
        """Whether there is no room for this; if there is, it is taken."""
        large = size(data)
        if large > self.left:
            self._mark("stdout")
            self.flush("stdout")
            return True
        self.left -= large
        return False

    def _mark(self, name: StreamName) -> None:
        self._cut = True
        if name not in self._marked:
            self._marked.add(name)
            self._waiting[name].append(
                f"\n… output cut: a cell may give {self.room // 1024} kB while it is graded\n"
            )


def size(value: Any) -> int:
    """How many characters a value of JSON takes, nearly."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(len(key) + size(item) for key, item in value.items()) + 2
    if isinstance(value, list):
        return sum(size(item) for item in value) + 2
    return 8


def plain(value: Any) -> Any:
    """`value` as nothing but JSON: bytes in base64 and unknown things as text, as a kernel sends them."""
    if type(value) is str:
        return value
    try:
        return msgspec.json.decode(msgspec.json.encode(value, enc_hook=str))
    except Exception:  # noqa: BLE001  # a student's own class may raise anything
        return {} if isinstance(value, dict) else "(this could not be written down)"


def _short(text: str) -> str:
    return text if len(text) <= 20_000 else f"{text[:10_000]}\n…\n{text[-10_000:]}"


def scrubbed(value: Any) -> Any:
    """`value` without halves of surrogate pairs, which no UTF-8 can hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, dict):
        return {scrubbed(key): scrubbed(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [scrubbed(item) for item in value]
    if isinstance(value, msgspec.Struct):
        return type(value)(**{name: scrubbed(getattr(value, name)) for name in value.__struct_fields__})
    return value
