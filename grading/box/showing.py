"""Where a box's shell puts what a cell prints, displays and gives: into an `Outputs`, as ipykernel puts it on a socket."""

from __future__ import annotations

import io
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher

from grading.box.outputs import Outputs, StreamName


class BoxStream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of the box."""

    encoding = "UTF-8"
    errors = "replace"

    def __init__(self, name: StreamName, outputs: Outputs) -> None:
        self.name = name
        self._outputs = outputs

    def write(self, text: str) -> int:
        """Print."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._outputs.write(self.name, text)
        return len(text)

    def flush(self) -> None:
        """Let out what was printed so far."""
        self._outputs.flush(self.name)

    def fileno(self) -> int:
        """The file below, whose bytes are read when the cell ends."""
        return 1 if self.name == "stdout" else 2

    def writable(self) -> bool:
        """Yes."""
        return True

    def close(self) -> None:
        """A notebook's output is not closed."""


class BoxPublisher(DisplayPublisher):
    """Where `display` puts things."""

    def publish(  # type: ignore[override]  # a positional argument of IPython's that it warns of itself
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_others: Any,
    ) -> None:
        """Show `data`, or change what is shown already."""
        metadata = {} if metadata is None else metadata
        self._validate_data(data, metadata)  # type: ignore[no-untyped-call]
        display_id = (transient or {}).get("display_id") or ""
        self.shell.outputs.show(data, metadata, display_id, update=update)

    def clear_output(self, wait: bool = False) -> None:  # noqa: FBT001, FBT002  # IPython's own signature
        """Take back what the cell gave."""
        self.shell.outputs.clear(wait=bool(wait))


class BoxDisplayHook(DisplayHook):
    """Where the value of a cell's last line goes."""

    shell: Any
    _data: dict[str, Any] | None = None
    _metadata: dict[str, Any] | None = None

    def start_displayhook(self) -> None:
        """Begin."""
        self._data = None

    def write_output_prompt(self) -> None:
        """A notebook shows its own."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        """Keep what there is to show."""
        self._data, self._metadata = format_dict, md_dict

    def finish_displayhook(self) -> None:
        """Give it out."""
        if self._data:
            self.shell.outputs.result(self._data, self._metadata or {}, self.prompt_count)
        self._data = None
