#!/usr/bin/env python3
"""Start Trellis, on a machine that has Python and nothing else.

    python3 start.py              open the chooser: "I am a student" / "I am a teacher"
    python3 start.py demo         the whole journey on a sample class, then the teacher's page
    python3 start.py test         every check; --quick leaves out the slow, browser and sandbox tests
    python3 start.py COMMAND ...  any other command of `trellis`, for example: python3 start.py study

The first start makes the folder .venv beside this file and installs Trellis in it: from the folder wheels/
when that is here (no network is used then), else from the package registry pip is set up for. Later starts
only look at a stamp. Add --debug to see what is behind an error.
"""

# This file is for every Python that may be called python3: its syntax stays one that Python 3.6 can read, so
# that an old one says the sentence below instead of "SyntaxError". Newer names are used only past the check.

import contextlib
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import sysconfig
import threading
import time
from pathlib import Path

OLDEST = (3, 11)


def works(python: str) -> bool:
    """Whether a Python of this name is there and runs."""
    try:
        return subprocess.call([python, "-c", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def python_fault(major: int, minor: int, bits: int) -> str:
    """Say in plain words why a Python of this version and word size cannot run Trellis; empty if it can."""
    needs = f"Trellis needs Python {OLDEST[0]}.{OLDEST[1]} or newer"
    if (major, minor) >= OLDEST and bits >= 64:
        return ""
    if (major, minor) >= OLDEST:
        return f"{needs}, the 64-bit kind; this is a {bits}-bit one. Install that one, then start again."
    newer = next((name for name in ("python3.13", "python3.12", "python3.11") if works(name)), None)
    if newer:
        todo = f"This computer has a newer one, so type: {newer} start.py"
    elif os.name == "nt" or sys.platform == "darwin":
        todo = "Install a newer Python from python.org, then start again."
    else:
        todo = "Install a newer one with your system's package manager (Debian has it since version 12)."
    return f"{needs}; this is {major}.{minor}. {todo}"


FAULT = python_fault(sys.version_info[0], sys.version_info[1], 64 if sys.maxsize > 2**32 else 32)
if FAULT:
    sys.exit(FAULT)

WINDOWS = sys.platform == "win32"
LINUX = sys.platform.startswith("linux")
if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

HERE = Path(__file__).resolve().parent
STAMP, LOCK, LOG = "trellis-stamp.json", "trellis-start.lock", "trellis-install.log"
ROOM_BYTES = 1_500_000_000  # a finished .venv takes about half of this; pip needs the rest while it works
QUICK = "not browser and not sandbox and not slow"
TOUCHES = "Installing collected packages"  # what pip says when it begins to change the installation
INTERRUPTED = 130  # what shells report for Ctrl-C


class Stop(Exception):
    """Starting cannot go on. The text is the whole message for the person at the keyboard."""


def say(text: str) -> None:
    """Print one line at once, also when the output is a file."""
    print(text, flush=True)


# --- long work, with progress ---------------------------------------------------------------------


def detail(line: str) -> str:
    """Turn one line of pip's talk into a few words for the progress line; empty for what nobody needs."""
    word, _, rest = line.strip().partition(" ")
    if word == "Collecting":
        for end in "<>=!~;[( ":
            rest = rest.split(end, 1)[0]
        return f"looking for {rest}"
    if word == "Downloading":
        file, _, size = rest.partition(" ")
        name = file.rsplit("/", 1)[-1].split("-", 1)[0]
        return f"downloading {name} {size}".rstrip()
    if line.startswith(TOUCHES):
        return f"putting {line.count(',') + 1} packages in place"
    if "Retrying" in line:
        return "the network does not answer, trying again"
    return ""


class Progress:
    """One line with the elapsed seconds: rewritten on a terminal, a new line every ten seconds in a file."""

    def __init__(self, what: str) -> None:
        self.latest = ""
        self.begun = self.shown = time.monotonic()
        self.live = sys.stdout.isatty()
        say(f"{what} ...")

    def tick(self) -> None:
        """Show where the work is, unless that was just shown."""
        now = time.monotonic()
        if now - self.shown < (1 if self.live else 10):
            return
        self.shown = now
        text = f"  {now - self.begun:.0f} s  {self.latest}".rstrip()
        if self.live:
            width = shutil.get_terminal_size().columns - 1
            print("\r" + text[:width].ljust(width), end="", flush=True)
        else:
            say(text)

    def end(self, outcome: str) -> None:
        """Replace the progress line by how it ended."""
        if self.live:
            print("\r" + " " * (shutil.get_terminal_size().columns - 1) + "\r", end="")
        say(f"  {outcome} after {time.monotonic() - self.begun:.0f} s")


def run(what: str, command: list[str], log: Path, env: dict[str, str] | None = None) -> str | None:
    """Run a command with its talk in the log. Returns None when it succeeded, otherwise what it said."""
    progress = Progress(what)
    pipe, nothing, together = subprocess.PIPE, subprocess.DEVNULL, subprocess.STDOUT
    try:
        # From our own folder: where the user happens to stand, a file pip.py could be taken for pip.
        process = subprocess.Popen(
            command, stdin=nothing, stdout=pipe, stderr=together, env=env, cwd=str(HERE)
        )
    except OSError as error:
        progress.end("failed")
        return str(error)
    said: list[str] = []

    def listen() -> None:
        # A full disk must not keep us from hearing why, so what is heard does not depend on the log.
        out = None
        with contextlib.suppress(OSError):
            out = log.open("a", encoding="utf-8", buffering=1)
            out.write("\n$ " + " ".join(command) + "\n")
        assert process.stdout is not None
        with process.stdout:
            for raw in process.stdout:
                said.append(raw.decode("utf-8", "replace").rstrip())
                progress.latest = detail(said[-1]) or progress.latest
                with contextlib.suppress(OSError):
                    if out:
                        out.write(said[-1] + "\n")
        with contextlib.suppress(OSError):
            if out:
                out.close()

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        while listener.is_alive():
            listener.join(0.5)
            progress.tick()
        code = process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        progress.end("stopped")
        raise
    progress.end("failed" if code else "done")
    return "\n".join(said) if code else None


# What pip or venv says, and what that means. The first match counts: one fault also causes later words.
CAUSES = {
    ("No space left", "Errno 28", "not enough space", "WinError 112", "Disk quota"): (
        "The disk is full. Make about 1.5 GB of room, then start again."
    ),
    ("Long Path",): (
        "The name of this folder is too long for Windows. Move the Trellis folder to a short place such as"
        " C:\\Trellis, then start again."
    ),
    ("ProxyError", "Tunnel connection failed", "407 Proxy"): (
        "A proxy stands between this computer and the network and refused. Ask who runs the network for the"
        " proxy's address, set HTTPS_PROXY to it, then start again; or put the folder wheels/ beside start.py"
        " and use no network at all."
    ),
    ("CERTIFICATE_VERIFY_FAILED", "SSLError"): (
        "The network's certificate is not one this Python trusts; a school's filter often causes that. Ask"
        " who runs the network; or put the folder wheels/ beside start.py and use no network at all."
    ),
    (
        "name resolution",
        "getaddrinfo",
        "nodename nor",
        "NewConnection",
        "unreachable",
        "imeout",
        "Retrying (",
    ): (
        "There is no network, or it does not reach the package registry. Connect this computer for the first"
        " start, or put the folder wheels/ beside start.py and use no network at all."
    ),
    ("WinError 5]", "WinError 32]", "Permission denied", "Access is denied"): (
        "A file could not be written. Close every window of Trellis and Jupyter, then start again."
    ),
    ("symlink", "Operation not permitted", "lib64"): (
        "This folder is on a stick or disk that cannot hold an installation (FAT, for example). Copy the"
        " Trellis folder to the computer's own disk and start it there."
    ),
}


def explain(said: str, *, wheels: bool) -> str:
    """Name the likely cause of a failed installation in a plain sentence, from what pip said."""
    for signs, sentence in CAUSES.items():
        if any(sign in said for sign in signs):
            return sentence
    if wheels:
        return (
            f"The folder wheels/ has not all that Python {platform.python_version()} on"
            f" {sysconfig.get_platform()} needs: it was made for another Python or another kind of computer,"
            " or is not complete. Make it again, or move it away to install from the network."
        )
    return "A part could not be installed. Nothing outside Trellis has changed; it is safe to start again."


def failure(said: str, log: Path, *, wheels: bool) -> Stop:
    """The whole message for a failed installation: the sentence, the last words, and where the rest is."""
    lines = [line for line in said.splitlines() if line.strip()]
    last = [line for line in lines if "error" in line.lower()][-3:] or lines[-6:]
    return Stop(
        "\n".join([explain(said, wheels=wheels), *(f"  | {line[:200]}" for line in last), f"Log: {log}"])
    )


# --- the state of .venv ---------------------------------------------------------------------------


def venv_python(venv: Path) -> Path:
    """The Python inside a virtual environment."""
    return venv / "Scripts" / "python.exe" if WINDOWS else venv / "bin" / "python"


def needs_of(root: Path) -> str:
    """Digest of what an installation takes from pyproject.toml; lint settings and prose may change freely."""
    import tomllib  # newer than the oldest Python that must be able to read this file

    try:
        table = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = f"pyproject.toml is missing or damaged ({error}). Get a new copy of the Trellis folder."
        raise Stop(message) from error
    parts = "name version requires-python dependencies optional-dependencies scripts entry-points"
    project = {part: table.get("project", {}).get(part) for part in parts.split()}
    relevant = [table.get("build-system"), project, table.get("tool", {}).get("hatch")]
    return hashlib.sha256(json.dumps(relevant, sort_keys=True).encode()).hexdigest()


def wheels_in(root: Path) -> str:
    """Digest of the names and sizes in wheels/; empty when there is nothing to install from."""
    files = sorted((wheel.name, wheel.stat().st_size) for wheel in (root / "wheels").glob("*.whl"))
    return hashlib.sha256(json.dumps(files).encode()).hexdigest() if files else ""


def stamp_for(root: Path, extras: list[str]) -> dict[str, object]:
    """What a finished installation is stamped with: where it is, what made it, and from what."""
    return {
        "folder": os.path.normcase(str(root / ".venv")),
        "python": f"{sys.version_info[0]}.{sys.version_info[1]} {sysconfig.get_platform()}",
        "needs": needs_of(root),
        "wheels": wheels_in(root),
        "extras": sorted(extras),
    }


def has_home(venv: Path) -> bool:
    """Whether the Python that a virtual environment was made from is still where it was."""
    try:
        lines = (venv / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return False
    pairs = [line.partition("=") for line in lines]
    return any(name.strip() == "home" and Path(home.strip()).is_dir() for name, _, home in pairs)


def judge(root: Path, extras: list[str]) -> tuple[str, str]:
    """Decide what .venv needs: ("ready" | "update" | "build", the sentence that says why).

    Only the file system is asked, so that a later start costs milliseconds.
    """
    venv = root / ".venv"
    if not (venv / "pyvenv.cfg").exists() and not (venv / STAMP).exists():
        return "build", "Trellis is not installed here yet."
    try:
        found = json.loads((venv / STAMP).read_text(encoding="utf-8"))
        made = {name: found[name] for name in ("folder", "python", "needs", "wheels", "extras")}
    except (OSError, ValueError, KeyError, TypeError):
        return "build", "The last installation was not finished; starting it again."
    wanted = stamp_for(root, extras)
    if made["folder"] != wanted["folder"]:
        return "build", "This folder was moved or copied after installing; installing again, for this place."
    if made["python"] != wanted["python"]:
        return "build", f"Python was {made['python']} and is now {wanted['python']}; installing again for it."
    if not (venv_python(venv).exists() and has_home(venv)):
        return "build", "The Python that the installation was made with is gone; installing again."
    if made["needs"] != wanted["needs"]:
        return "update", "What Trellis needs has changed; bringing the installation up to date."
    # A wheels/ folder that was taken away again (a stick) is no reason to go looking for a network.
    if wanted["wheels"] and made["wheels"] != wanted["wheels"]:
        return "update", "The folder wheels/ is new or has changed; bringing the installation up to date."
    if not set(extras) <= set(made["extras"]):
        return "update", "This command needs a few more packages."
    return "ready", ""


# --- making .venv ---------------------------------------------------------------------------------


def take(handle: int) -> bool:
    """Try to lock an open file for this process alone; the system frees it however the process ends."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a network folder without locks: one start at a time is then the user's care
        return True
    return True


class Alone:
    """Holds the installation lock of a folder; waits, and says so, while another start.py has it."""

    def __init__(self, root: Path) -> None:
        try:
            (root / ".venv").mkdir(exist_ok=True)
            self.lock = (root / ".venv" / LOCK).open("ab")
        except OSError as error:
            message = (
                f"Trellis cannot write in its folder {root} ({error.strerror}). Copy the folder to a place of"
                " your own, such as Documents, and start it there."
            )
            raise Stop(message) from error

    def __enter__(self) -> None:
        if not take(self.lock.fileno()):
            progress = Progress("Another start.py is installing in this folder; waiting for it")
            while not take(self.lock.fileno()):
                time.sleep(0.5)
                progress.tick()
            progress.end("free")

    def __exit__(self, *_: object) -> None:
        self.lock.close()


def clear(venv: Path) -> None:
    """Empty .venv of everything but the lock that is held in it."""
    if Path(sys.prefix).resolve() == venv.resolve():
        message = (
            "The installation must be made anew, but start.py runs inside it. Type this, then start again:"
        )
        raise Stop(message + "\n    deactivate")
    try:
        for entry in venv.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(str(entry))
            elif entry.name != LOCK:
                entry.unlink()
    except OSError as error:
        message = f"A part of the old installation cannot be removed ({error})."
        raise Stop(message + " Close every window of Trellis and Jupyter, then start again.") from error


def as_administrator() -> list[str] | None:
    """What to put before a command to run it as the administrator, unasked; None where that cannot be."""
    if is_root():
        return []
    if shutil.which("sudo") and subprocess.call(["sudo", "-n", "true"], stderr=subprocess.DEVNULL) == 0:
        return ["sudo", "-n"]
    return None


def apt_install(packages: list[str], log: Path) -> str | None:
    """Install Debian packages. Returns None when they are installed, otherwise why that could not be."""
    if not shutil.which("apt-get"):
        return "only you can install it on this system"
    prefix = as_administrator()
    if prefix is None:
        return "only the administrator can install it"
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=120"]
    # A list that cannot be refreshed may still be good enough: only the installation itself decides.
    run("Asking the system for its list of packages", [*apt, "update"], log)
    what = "Installing " + ", ".join(packages) + " into the system"
    said = run(what, [*apt, "install", "-y", "--no-install-recommends", *packages], log)
    return None if said is None else f"the system could not install it (log: {log})"


def make_venv(venv: Path) -> None:
    """Make the virtual environment, with Debian's separate package for that when it is missing."""
    log = venv / LOG
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        why = apt_install([package], log)
        if why is not None:
            message = (
                f"This Python lacks the part that makes virtual environments, and {why}.\n"
                f"On Debian or Ubuntu, type this, then start again:\n    sudo apt-get install {package}"
            )
            raise Stop(message)
    said = run("Making a place for Trellis in .venv", [sys.executable, "-m", "venv", str(venv)], log)
    if said is not None:
        raise failure(said, log, wheels=False)


def pip_install(root: Path, extras: list[str]) -> str | None:
    """Install Trellis, editable, with these extras, from wheels/ alone if there is one. Returns as `run`."""
    command = [str(venv_python(root / ".venv")), "-m", "pip", "install", "--no-user", "--progress-bar", "off"]
    env = dict(os.environ, PYTHONUTF8="1")
    source = "the network"
    if wheels_in(root):
        source = "the folder wheels/, without network"
        # No pip settings may add a place to look, neither here nor in the build that pip starts.
        env = {name: value for name, value in env.items() if not name.startswith("PIP_")}
        env["PIP_CONFIG_FILE"] = os.devnull
        command += ["--no-index", "--find-links", str(root / "wheels")]
        # The folder is one tested set, so its versions win over what an older one left.
        command += ["--upgrade", "--upgrade-strategy", "eager"]
    env.update(PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1")
    command += ["--editable", str(root) + "[" + ",".join(extras) + "]"]
    what = f"Installing Trellis from {source} (a minute or a few)"
    return run(what, command, root / ".venv" / LOG, env)


def install(root: Path, extras: list[str]) -> None:
    """Bring .venv to the state that this command needs; cheap when it is there already."""
    if judge(root, extras)[0] == "ready":
        return
    with Alone(root):
        state, why = judge(root, extras)  # another start.py may have done it while this one waited
        if state == "ready":
            return
        say(why)
        venv = root / ".venv"
        stamp, aside = venv / STAMP, venv / (STAMP + ".new")
        old = stamp.read_text(encoding="utf-8") if state == "update" else ""
        new = json.dumps(stamp_for(root, extras))
        if state == "build":
            clear(venv)
            free = shutil.disk_usage(str(root)).free
            if free < ROOM_BYTES:
                message = f"Trellis needs about {ROOM_BYTES / 1e9:.1f} GB of free space in {root}; there is"
                raise Stop(message + f" {free / 1e9:.1f} GB. Make room, then start again.")
            make_venv(venv)
        # From here to the new stamp the installation counts as unfinished, whatever happens.
        stamp.unlink(missing_ok=True)
        said = pip_install(root, extras)
        if said is None or (old and TOUCHES not in said):
            # pip looks for everything before it changes anything: an update that did not get that far (no
            # network, say) leaves the installation as good as it was.
            aside.write_text(new if said is None else old, encoding="utf-8")
            aside.replace(stamp)
        if said is not None:
            raise failure(said, venv / LOG, wheels=bool(wheels_in(root)))


# --- handing over ---------------------------------------------------------------------------------


def inside(venv: Path) -> dict[str, str]:
    """The environment variables of a process that works in .venv, as if that were activated."""
    env = dict(os.environ, VIRTUAL_ENV=str(venv))
    env["PATH"] = os.pathsep.join([str(venv_python(venv).parent), env.get("PATH", os.defpath)])
    env.pop("PYTHONHOME", None)
    return env


def hand_over(root: Path, words: list[str]) -> int:
    """Become `trellis` with these words; its exit code is ours."""
    python = str(venv_python(root / ".venv"))
    # -P: a folder called `kit` where the user happens to stand must not be taken for ours.
    command = [python, "-P", "-m", "kit.command", *words]
    env = inside(root / ".venv")
    if not WINDOWS:
        os.execve(python, command, env)  # noqa: S606 - one process, so that signals reach Trellis itself
    process = subprocess.Popen(command, env=env)
    while True:
        # Ctrl-C reaches Trellis too, which says good-bye in its own time.
        with contextlib.suppress(KeyboardInterrupt):
            return process.wait()


# --- the tests ------------------------------------------------------------------------------------

BROWSERS = "chromium chromium-browser google-chrome google-chrome-stable microsoft-edge chrome msedge"
BROWSERS_OF_MACOS = ("Chromium", "Google Chrome", "Microsoft Edge")
BROWSERS_OF_WINDOWS = ("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe")


def find_browser() -> str | None:
    """An installed Chromium, Chrome or Edge; the environment variable TRELLIS_CHROMIUM names another."""
    named = [os.environ.get("TRELLIS_CHROMIUM"), *(shutil.which(name) for name in BROWSERS.split())]
    programs = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
    places = [Path("/Applications", app + ".app", "Contents", "MacOS", app) for app in BROWSERS_OF_MACOS]
    places += [Path(folder) / app for folder in programs if folder for app in BROWSERS_OF_WINDOWS]
    return next(filter(None, [*named, *(str(place) for place in places if place.is_file())]), None)


def missing_for_tests() -> list[str]:
    """The programs beside Python's that the tests need and this machine has not, by their Debian names."""
    missing = [] if find_browser() else ["chromium"]
    if LINUX and not shutil.which("bwrap"):
        missing.append("bubblewrap")
    if LINUX and is_root():
        missing += [package for program, package in FOR_STICKS.items() if not shutil.which(program)]
    return missing


FOR_STICKS = {
    "mkfs.vfat": "dosfstools",
    "mkfs.exfat": "exfatprogs",
    "fusefat": "fusefat",
    "mount.exfat-fuse": "exfat-fuse",
}
"""Program and Debian package: what makes and mounts the images of sticks, also where the kernel knows no FAT."""


def is_root() -> bool:
    """Whether this may install and mount."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def tools_for_tests(log: Path) -> None:
    """See to the programs the tests need; what cannot be installed stops the run, so nothing is left out."""
    missing = missing_for_tests()
    if not missing:
        return
    # A machine without fonts would draw pages without letters.
    why = apt_install([*missing, "fonts-dejavu-core"] if "chromium" in missing else missing, log)
    missing = missing_for_tests()
    if not missing:
        return
    how = "Install it, then start again. (Of browsers, Chromium, Chrome or Edge will do.)"
    if shutil.which("apt-get"):
        how = "Type this, then start again:\n    sudo apt-get install " + " ".join(missing)
    message = (
        f"The tests need {' and '.join(missing)}, and {why or 'it is not there after installing'}.\n{how}"
    )
    raise Stop(message + "\nOr run only the checks that do without it:\n    python3 start.py test --quick")


def check(root: Path, words: list[str]) -> int:
    """Run every check in turn, stop at the first that fails, and sum up. Other words are for pytest."""
    env = inside(root / ".venv")
    python = [str(venv_python(root / ".venv")), "-m"]
    own = [word for word in words if word != "--quick"]
    marks = [QUICK] if "--quick" in words else []
    if not marks:
        tools_for_tests(root / ".venv" / LOG)
        env["TRELLIS_CHROMIUM"] = find_browser() or ""
        also = ""
        if not LINUX:
            also = " and not sandbox"
            say("The sandbox tests are for Linux; on this system they are left out.")
        elif not is_root():
            also = " and not stick"
            say("The tests that mount real sticks need root; they are left out.")
        # Whoever drives a browser has an event loop going, which the others must not share.
        marks = [f"not browser{also}", f"browser{also}"]
    # Whole files go to each process, since what one file's tests share is made once; in the order of tests/conftest.py.
    spread = [] if own else ["-n", str(os.cpu_count() or 1), "--dist", "loadfile", "--no-loadscope-reorder"]
    steps = {
        "format": [["ruff", "format", "--check", "."]],
        "lint": [["ruff", "check", "."]],
        "types": [["mypy"]],
        "tests": [["pytest", *own]]
        if own and "--quick" not in words
        else [["pytest", "-m", mark, *spread, *own] for mark in marks],
    }
    summary, code = [], 0
    for name, commands in steps.items():
        if code:
            summary.append(f"{name}: not run")
            continue
        begun = time.monotonic()
        for command in commands:
            say("== " + " ".join(command))
            code = subprocess.call(python + command, env=env, cwd=str(root)) or code
        summary.append(f"{name}: {'FAILED' if code else 'passed'} ({time.monotonic() - begun:.0f} s)")
    say("== " + ", ".join(summary))
    return code


def main(words: list[str], root: Path = HERE) -> int:
    """Install when needed, then hand over; returns the exit code."""
    if words[:1] in (["-h"], ["--help"]):
        say((__doc__ or "").strip())
        return 0
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console that cannot show a letter must not end the start
            stream.reconfigure(errors="replace")
    plain = [word for word in words if word != "--debug"]
    testing = plain[:1] == ["test"]
    try:
        install(root, ["teacher", "test"] if testing else ["teacher"])
        return check(root, plain[1:]) if testing else hand_over(root, words)
    except KeyboardInterrupt:
        say("\nStopped. Start again whenever you like; nothing needs to be tidied up.")
        return INTERRUPTED
    except (Stop, OSError) as error:
        if "--debug" in words:
            raise
        ours = isinstance(error, Stop)
        say(str(error) if ours else f"Something went wrong: {error}. Add --debug to see more.")
        if WINDOWS and not words and sys.stdin and sys.stdin.isatty():
            input("Press Enter to close this window.")  # a double click opened it
        return 1


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # an ended start.py takes its pip with it
    sys.exit(main(sys.argv[1:]))
