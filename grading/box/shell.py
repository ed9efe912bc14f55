"""The shell in a box: what a student's kernel would give, collected instead of sent.

It follows ipykernel's ZMQInteractiveShell, display publisher and display hook, without a socket: a cell's outputs are
kept in an `Outputs`. Three things differ on purpose: `input()` says that nobody is there, programs cannot be started,
and nothing is written into a history file.
"""

from __future__ import annotations

import ast
import asyncio
import builtins
import inspect
import io
import os
import sys
import tokenize
import zlib
from collections.abc import Callable, Coroutine, Iterable
from types import FrameType, ModuleType
from typing import Any

from IPython.core import page
from IPython.core.autocall import ExitAutocall
from IPython.core.compilerop import CachingCompiler
from IPython.core.error import UsageError
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell, InteractiveShellABC
from IPython.core.magic import Magics, line_magic, magics_class
from IPython.utils.text import SList
from traitlets import Type
from traitlets.config import Config

from grading.box.doors import NO_PROGRAMS, close_doors, cut_tail
from grading.box.outputs import Error, Outputs, Result
from grading.box.pristine import Pristine, vars_of_builtins
from grading.box.showing import BoxDisplayHook, BoxPublisher, BoxStream
from grading.box.watching import NAME, Watch, Woven, shadows_in

CELLS = "/tmp/ipykernel_"  # noqa: S108  # a name for code; no such file is opened
LEFT = frozenset(
    {
        "_",
        "__",
        "___",
        "__builtins__",
        "__name__",
        "__doc__",
        "__loader__",
        "__spec__",
        "__package__",
        "display",
        "get_ipython",
    }
)
"""Names of Python's own that every notebook has for itself."""


class BoxCompiler(CachingCompiler):
    """Names cells as ipykernel does, so that warnings read as in a kernel."""

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:  # noqa: ARG002  # IPython's own signature
        """The file name that a cell's code goes by."""
        return f"{CELLS}{os.getpid()}/{zlib.crc32(raw_code.encode('utf-8', 'replace'))}.py"


_magic: Any = line_magic


@magics_class
class ForAPerson(Magics):
    """Magics of a kernel that need somebody at the screen."""

    def _skip(self, line: str) -> None:
        """Skipped: this is for somebody at the screen."""

    autosave: Any = _magic("autosave")(_skip)
    clear: Any = _magic("clear")(_skip)
    connect_info: Any = _magic("connect_info")(_skip)
    edit: Any = _magic("edit")(_skip)
    less: Any = _magic("less")(_skip)
    man: Any = _magic("man")(_skip)
    more: Any = _magic("more")(_skip)
    qtconsole: Any = _magic("qtconsole")(_skip)


class BoxShell(InteractiveShell):
    """One notebook's shell. Made once in the nursery, then used by the boxes forked from it."""

    history_manager: Any  # there are such, whatever their traits allow
    display_formatter: Any
    displayhook_class = Type(BoxDisplayHook)
    display_pub_class = Type(BoxPublisher)

    def __init__(self, **options: Any) -> None:
        self.outputs = Outputs(1024 * 1024)
        self.streams = (BoxStream("stdout", self.outputs), BoxStream("stderr", self.outputs))
        super().__init__(**options)  # type: ignore[no-untyped-call]
        self._pristine: Pristine | None = None
        self._bent: dict[str, Any] = {}
        self._shadows: set[str] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.own: tuple[str, ...] = ()
        self.on_traceback: Callable[[], None] = _nothing

    @classmethod
    def make(cls, ipython_dir: str) -> BoxShell:
        """The shell of this process. `ipython_dir` may be removed afterwards."""
        config = Config()
        config.HistoryManager.enabled = False
        config.IPKernelApp.tqdm = "a notebook"  # tqdm and others take this for the sign of a notebook
        shell: BoxShell = cls.instance(config=config, ipython_dir=ipython_dir, compiler_class=BoxCompiler)
        return shell

    # What InteractiveShell asks its subclasses to fill in, as ipykernel does.

    def init_environment(self) -> None:
        """Colours for tools that ask, and no pager."""
        os.environ |= {"TERM": "xterm-color", "CLICOLOR": "1", "FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"}
        os.environ |= {"PAGER": "cat", "GIT_PAGER": "cat"}

    def init_virtualenv(self) -> None:
        """The box's Python is the right one already."""

    def init_hooks(self) -> None:
        """A pager has nobody to page for."""
        super().init_hooks()  # type: ignore[no-untyped-call]
        self.set_hook("show_in_pager", page.as_hook(lambda *_args, **_kwargs: None), 99)  # type: ignore[no-untyped-call]

    def init_magics(self) -> None:
        """IPython's, and stand-ins for those of a kernel."""
        super().init_magics()  # type: ignore[no-untyped-call]
        self.register_magics(ForAPerson)
        self.exiter = ExitAutocall(self)  # type: ignore[no-untyped-call]

    def enable_gui(self, gui: Any = None) -> None:
        """There are no windows."""
        if gui not in (None, "inline", "agg"):
            raise UsageError(f"Windows of {gui} cannot be opened while this is graded.")

    def ask_exit(self) -> None:
        """`exit()` ends nothing: the next cells are graded too."""

    def set_next_input(self, s: str, replace: bool = False) -> None:  # noqa: FBT001, FBT002  # IPython's own signature
        """There is no next input."""

    def system_piped(self, cmd: str) -> None:
        """`!cmd`: say why not."""
        sys.stdout.write(f"{NO_PROGRAMS} Skipped: {cmd.strip()}\n")
        self.user_ns["_exit_code"] = 1

    system = system_raw = system_piped

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:  # noqa: ARG002, FBT001, FBT002  # as above
        """`x = !cmd`: say why not, and give nothing."""
        self.system_piped(cmd)
        return SList() if split else ""

    def _showtraceback(
        self, etype: type[BaseException], evalue: BaseException | None, stb: list[str]
    ) -> None:
        try:
            value = str(evalue)
        except Exception as error:  # noqa: BLE001  # a student's own exception may not even have a text
            value = f"({type(error).__name__} while asking for the text)"
        self.outputs.error(str(etype.__name__), value, [str(line) for line in stb])

    def _format_exception_for_storage(
        self, exception: BaseException, *_args: Any, **_kwargs: Any
    ) -> dict[str, Any]:
        """For `%history` only, where it would cost as much again as showing the exception."""
        return {"ename": type(exception).__name__, "evalue": "", "traceback": []}

    def showtraceback(self, *args: Any, **kwargs: Any) -> None:
        """Show an exception; whoever limits the cell's time is told first, to not interrupt this."""
        self.on_traceback()
        cut_tail(sys.exc_info()[2])
        inspect.getmodule = _module_of  # type: ignore[assignment]
        try:
            super().showtraceback(*args, **kwargs)
        finally:
            inspect.getmodule = _getmodule

    # What the box does with it.

    def settle(self) -> None:
        """In the nursery, after the libraries are loaded: forget the warming-up and remember how everything is now."""
        self.reset(new_session=True)  # type: ignore[no-untyped-call]
        self.execution_count = 1
        self.compile = BoxCompiler()  # type: ignore[no-untyped-call]
        self.history_manager.outputs.clear()
        close_doors()
        self.raw_input_original = builtins.input
        self._events = {name: tuple(calls) for name, calls in self.events.callbacks.items()}
        self._attributes = {
            name: value for name, value in vars(self).items() if callable(getattr(type(self), name, None))
        }
        self._printers = {
            mime: (dict(one.type_printers), dict(one.singleton_printers), dict(one.deferred_printers))
            for mime, one in self.display_formatter.formatters.items()
        }
        self._pristine = Pristine()
        self._given = dict(self.user_ns)  # IPython gives a notebook an `open` of its own

    def open(self, room: int, own: Iterable[str] = ()) -> None:
        """In a fresh box: `room` is the characters of output a cell may give, `own` what the lesson has students define."""
        self.outputs.room = room
        self.own = tuple(own)
        # A kernel runs cells inside a running loop: asyncio.run says so, create_task works. One per box, for a loop
        # made before the fork would be one for all boxes.
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        sys.stdout, sys.stderr = self.streams

    def restore(self) -> None:
        """Put Python's own functions back where the notebook replaced them."""
        if self._pristine is not None:
            self._pristine.restore()

    def run(self, step: int, source: str, count: int, *, graded: bool = False) -> tuple[bool, str]:
        """Run a cell: whether it went well, and why a person should look at it ("" if not).

        Its outputs are then in `self.outputs`. Nothing that the cell does is raised, except an interruption that
        comes while its end is being written down.
        """
        self.outputs.begin(step)
        if not source.strip():
            return True, ""
        if graded:
            return self._test(source, count)
        self.execution_count = count
        vars_of_builtins.update(self._bent)
        try:
            return self._finish(self._execute(source)), ""
        finally:
            if self._pristine is not None:
                self._bent = self._pristine.put_builtins_back()

    def _test(self, source: str, count: int) -> tuple[bool, str]:
        """Run a test cell without what the notebook put into the shell, and say whether its good end is in doubt."""
        assert self._pristine is not None
        names = names_in(source)
        self._pristine.restore(names)
        self._put_shell_back(count)
        watch = self.user_ns[NAME] = Watch(self._pristine, self.own)
        self.ast_transformers = [Woven(2_000_000)]  # for what `%%time` and the like run
        try:
            fine = self._finish(self._execute_test(source, count))
        finally:
            self.ast_transformers = []
        watch.forget()
        if not fine:
            return False, ""
        redefined = ", ".join(sorted(name for name in self._shadows if callable(self.user_ns.get(name))))
        if watch.why or not watch.finished:
            return (
                True,
                watch.why
                or "This test did not run to its end, though nothing went wrong in it: please look at it.",
            )
        if redefined:
            return (
                True,
                f"The notebook has its own {redefined}; the test was run with Python's: please look at it.",
            )
        if self._pristine.stray_thread():
            return (
                True,
                "Something that the notebook started was still running during this test: please look at it.",
            )
        return True, ""

    def _finish(self, cell: Coroutine[Any, Any, BaseException | None]) -> bool:
        """Run a cell inside the loop, as ipykernel does. Whether it went well."""
        assert self._loop is not None
        task = self._loop.create_task(cell)
        error: BaseException | None
        try:
            error = self._loop.run_until_complete(task)
        except KeyboardInterrupt:  # it came while the loop was waiting, in a cell with await
            self.on_traceback()
            task.cancel()
            try:
                error = self._loop.run_until_complete(task)
            except asyncio.CancelledError as cancelled:
                error = cancelled
        except BaseException as raised:  # noqa: BLE001  # a shell that the notebook has bent may raise anything
            error = raised
        if error is None:
            return True
        name = type(error).__name__
        if not any(isinstance(output, Error) and output.ename == name for output in self.outputs.end()):
            # As nbgrader does: an error counts also where the notebook keeps it from being shown.
            BoxShell._showtraceback(self, type(error), error, [f"{name}: {error}"])
        return False

    async def _execute(self, source: str) -> BaseException | None:
        """One cell: awaited where it awaits, else run at once. What went wrong."""
        problem = None
        try:
            transformed = self.transform_cell(source)  # type: ignore[no-untyped-call]
        except Exception:  # noqa: BLE001  # whatever a magic or a transformer raises is shown by the shell
            transformed, problem = source, sys.exc_info()
        if self.should_run_async(source, transformed_cell=transformed, preprocessing_exc_tuple=problem):
            result = None
            try:
                result = await self.run_cell_async(
                    source, store_history=True, transformed_cell=transformed, preprocessing_exc_tuple=problem
                )
            finally:
                self.events.trigger("post_execute")
                self.events.trigger("post_run_cell", result)
        else:
            result = self.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
        return result.error_before_exec or result.error_in_exec

    async def _execute_test(self, source: str, count: int) -> BaseException | None:
        """A test cell, run by as little of the shell as can be. What went wrong."""
        __tracebackhide__ = "__ipython_bottom__"
        self.execution_count = count + 1
        self.history_manager.store_inputs(count, source, source)
        name = self.compile.cache(source, count, raw_code=source)
        error: BaseException | None = None
        watch, value, shown = self.user_ns[NAME], None, False
        with self.builtin_trap, self.display_trap:
            try:
                start, last = self._woven(source, name)
                code = compile(start, name, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
                if code.co_flags & inspect.CO_COROUTINE:
                    await eval(code, self.user_ns)  # noqa: S307  # a notebook's cells are code to run
                else:
                    exec(code, self.user_ns)  # noqa: S102  # as above
                if last is not None:
                    code = compile(last, name, "eval", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
                    value = eval(code, self.user_ns)  # noqa: S307  # as above
                    if code.co_flags & inspect.CO_COROUTINE:
                        value = await value
                    shown = value is not None and not source.rstrip().endswith(";")
            except BaseException as raised:  # noqa: BLE001  # a test may end in any way, and how is what is asked for
                error = raised
                self._show(raised)
            if shown:
                watch.judge(self._show_result(value), value)
            self.events.trigger("post_execute")
        return error

    def _woven(self, source: str, name: str) -> tuple[ast.Module, ast.Expression | None]:
        """A test's statements with a watch in them, and its value. Raises SyntaxError."""
        try:
            tree = ast.parse(source, name)
        except SyntaxError:  # it may have magics in it
            text = TransformerManager().transform_cell(source)  # type: ignore[no-untyped-call]
            tree = ast.parse(text, name)
            self.compile.cache(text, self.execution_count - 1, raw_code=source)
        taken = self._pristine.builtins & self.user_ns.keys() if self._pristine else set()
        anew = {name for name in taken if self.user_ns[name] is not self._given.get(name)}
        self._shadows = shadows_in(tree, anew - set(self.own) - LEFT)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        tree = Woven(0, self._shadows, whole=True).visit(tree)
        value = (
            ast.Expression(Woven(1_000_000, self._shadows).visit(last.value))
            if isinstance(last, ast.Expr)
            else None
        )
        return tree, ast.fix_missing_locations(value) if value is not None else None

    def _show(self, error: BaseException) -> None:
        """Show what went wrong, as run_code does; our own frame, the first, is left out."""
        trace = error.__traceback__.tb_next if error.__traceback__ else None
        if isinstance(error, SyntaxError) and (
            trace is None or trace.tb_frame.f_code.co_filename == __file__
        ):
            self.on_traceback()
            self.showsyntaxerror()  # type: ignore[no-untyped-call]
        else:
            self.showtraceback(
                (type(error), error, trace),
                exception_only=isinstance(error, SystemExit),
                running_compiled_code=True,
            )

    def _show_result(
        self, value: Any, _give: Callable[..., None] = Outputs.result, _write: Callable[[Any], str] = repr
    ) -> str:
        """Show a test's value, and give its text: nbgrader reads the points there.

        What it leans on was looked up when this module was read: the function under test may have put something else there.
        """
        before = len(self.outputs.end())
        if type(value) in (bool, int, float):
            self.displayhook.update_user_ns(value)  # type: ignore[no-untyped-call]
            _give(self.outputs, {"text/plain": _write(value)}, {}, self.execution_count - 1)
            return _write(value)
        self.displayhook(value)
        given = [output for output in self.outputs.end()[before:] if isinstance(output, Result)]
        return str(given[-1].data.get("text/plain", "0")) if given else "0"

    def _put_shell_back(self, count: int) -> None:
        """Take what the notebook put into the shell out again."""
        object.__setattr__(self, "__class__", BoxShell)
        names = vars(self)
        for name in [
            name for name in names if callable(getattr(BoxShell, name, None)) and name not in self._attributes
        ]:
            del names[name]
        names.update(self._attributes)
        sys.stdout, sys.stderr = self.streams
        self.user_ns["__builtins__"] = builtins
        self.ast_transformers = []
        self.input_transformers_post = []
        self.input_transformer_manager = TransformerManager()  # type: ignore[no-untyped-call]
        self.execution_count = count
        self.set_custom_exc((), None)  # type: ignore[no-untyped-call]
        self._restore_events()
        self._restore_printers()
        self.displayhook.__class__, self.display_pub.__class__ = BoxDisplayHook, BoxPublisher

    def _restore_events(self) -> None:
        """The shell's own callbacks, and matplotlib's, which may have come later."""
        for name, calls in self.events.callbacks.items():
            known = self._events.get(name, ())
            inline = sys.modules.get("matplotlib_inline.backend_inline")
            flush = getattr(inline, "flush_figures", None)
            calls[:] = [*known, *(call for call in calls if call is flush and call not in known)]

    def _restore_printers(self) -> None:
        """How Python's own values are written: the points of a test are read from there."""
        for mime, (types, singles, deferred) in self._printers.items():
            one = self.display_formatter.formatters[mime]
            later = {kind: call for kind, call in one.type_printers.items() if kind.__module__ != "builtins"}
            one.type_printers = {**later, **types}
            one.singleton_printers, one.deferred_printers = dict(singles), dict(deferred)
        plain: Any = self.display_formatter.formatters["text/plain"]
        plain.float_precision = ""
        self.display_formatter.active_types = self.display_formatter.format_types


# Libraries and pandas itself look at the name of the shell's class to learn whether they are in a notebook.
BoxShell.__name__ = BoxShell.__qualname__ = "ZMQInteractiveShell"
InteractiveShellABC.register(BoxShell)


def names_in(source: str) -> set[str]:
    """Every name in a cell's source."""
    try:
        return {
            token.string
            for token in tokenize.generate_tokens(io.StringIO(source).readline)
            if token.type == tokenize.NAME
        }
    except (tokenize.TokenError, SyntaxError):
        return set()  # the shell will say what is wrong with the cell


def _nothing() -> None:
    """Nobody limits the time."""


_getmodule = inspect.getmodule


def _module_of(thing: object, _filename: str | None = None) -> ModuleType | None:
    """`inspect.getmodule` for a frame, without a look at every module there is: that costs more than all the rest."""
    if not isinstance(thing, FrameType):
        return _getmodule(thing, _filename)
    module = sys.modules.get(thing.f_globals.get("__name__", ""))
    return None if thing.f_code.co_filename.startswith(CELLS) else module
