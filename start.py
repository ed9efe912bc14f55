#!/usr/bin/env python3
"""Start Trellis, on a machine that has Python and nothing else.

    python3 start.py              open the chooser: "I am a student" / "I am a teacher"
    python3 start.py demo         the whole journey on a sample class, then the teacher's review page
    python3 start.py test         every check of the project; --quick leaves out the slow and the browser tests
    python3 start.py COMMAND ...  any other command of `trellis`, for example: python3 start.py study

The first start makes the folder .venv beside this file and installs Trellis in it: from the folder wheels/ when
that is here (no network is used then), else from the package registry pip is set up for. Later starts only check
a stamp. Add --debug to see what is behind an error.
"""

# This file is for every Python that may be called python3: the syntax stays one that Python 3.6 can read, so that an
# old one says the sentence below instead of "SyntaxError". Names newer than that are used only past the check.

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


def python_fault(version: tuple, bits: int = 64) -> str:
    """Say in plain words why a Python of this version and word size cannot run Trellis; empty when it can."""
    this = "{}.{}".format(version[0], version[1])
    needs = "Trellis needs Python {}.{} or newer".format(*OLDEST)
    if tuple(version[:2]) >= OLDEST:
        if bits >= 64:  # noqa: PLR2004 - the word size is its own name
            return ""
        return needs + ", the 64-bit kind; this is a 32-bit one. Install the 64-bit Python, then start again."
    newer = next((name for name in ("python3.13", "python3.12", "python3.11") if works(name)), None)
    if newer:
        return "{}; this is {}. This computer has a newer one, so type: {} start.py".format(needs, this, newer)
    if os.name == "nt" or sys.platform == "darwin":
        todo = "Install a newer Python from python.org, then start again."
    else:
        todo = "Install a newer Python with your system's package manager (Debian 12 and Ubuntu 24.04 have one)."
    return "{}; this is {}. {}".format(needs, this, todo)


if python_fault(sys.version_info, 64 if sys.maxsize > 2**32 else 32):
    sys.exit(python_fault(sys.version_info, 64 if sys.maxsize > 2**32 else 32))

WINDOWS = sys.platform == "win32"
if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

HERE = Path(__file__).resolve().parent
STAMP, LOCK, LOG = "trellis-stamp.json", "trellis-start.lock", "trellis-install.log"
ROOM_BYTES = 1_500_000_000  # a finished .venv takes about half of this; pip needs the rest while it works
QUICK = "not browser and not sandbox and not slow"
INTERRUPTED = 130  # what shells report for Ctrl-C


class Stop(Exception):  # noqa: N818 - it is an end, and not always an error
    """Starting cannot go on. The text is the whole message for the person at the keyboard."""


def say(text: str) -> None:
    """Print one line at once, also when the output is a file."""
    print(text, flush=True)


# --- long work, with progress -----------------------------------------------------------------------------------


def detail(line: str) -> str:
    """Turn one line of pip's talk into a few words for the progress line; empty for the lines nobody needs."""
    word, _, rest = line.strip().partition(" ")
    name = rest.split("-", 1)[0] if word in ("Downloading", "Using") else rest
    if word == "Collecting":
        for end in "<>=!~;[( ":
            name = name.split(end, 1)[0]
        return "looking for " + name
    if word == "Downloading":
        return "downloading " + name.rsplit("/", 1)[-1] + (" " + rest[rest.index("(") :] if "(" in rest else "")
    if line.startswith("Installing collected packages"):
        return "putting {} packages in place".format(line.count(",") + 1)
    if "Retrying" in line:
        return "the network does not answer, trying again"
    return ""


class Progress:
    """One line with the elapsed seconds: rewritten on a terminal, a new line every ten seconds in a file."""

    def __init__(self, what: str) -> None:
        """Begin to count."""
        self.what, self.latest, self.begun, self.shown = what, "", time.monotonic(), time.monotonic()
        self.live = sys.stdout.isatty()
        say(what + " ...")

    def tick(self) -> None:
        """Show where the work is, unless that was just shown."""
        now = time.monotonic()
        if now - self.shown < (1 if self.live else 10):
            return
        self.shown = now
        text = "  {:.0f} s  {}".format(now - self.begun, self.latest)
        width = shutil.get_terminal_size().columns - 1
        if self.live:
            print("\r" + text[:width].ljust(width), end="", flush=True)
        else:
            say(text)

    def end(self, outcome: str) -> None:
        """Replace the progress line by how it ended."""
        if self.live:
            print("\r" + " " * (shutil.get_terminal_size().columns - 1) + "\r", end="")
        say("  {} after {:.0f} s".format(outcome, time.monotonic() - self.begun))


def run(what: str, command: list[str], log: Path, env: dict[str, str] | None = None) -> str | None:
    """Run a command with its talk in the log. Returns None when it succeeded, otherwise what it said."""
    progress = Progress(what)
    said: list[str] = []
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env, cwd=str(HERE)
        )
    except OSError as error:
        progress.end("failed")
        return str(error)

    def listen() -> None:
        assert process.stdout is not None
        with log.open("a", encoding="utf-8") as out:
            out.write("\n$ {}\n".format(" ".join(command)))
            for raw in process.stdout:
                line = raw.decode("utf-8", "replace").rstrip()
                said.append(line)
                with contextlib.suppress(OSError):  # a full disk must not stop us from hearing why
                    out.write(line + "\n")
                progress.latest = detail(line) or progress.latest

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
    progress.end("done" if code == 0 else "failed")
    return None if code == 0 else "\n".join(said)


# What pip or venv says, and what that means. The first match counts: a broken line also causes the later ones.
CAUSES = (
    (
        ("No space left", "Errno 28", "not enough space", "WinError 112", "Disk quota"),
        "The disk is full. Make about 1.5 GB of room, then start again.",
    ),
    (
        ("Long Path",),
        "The name of this folder is too long for Windows. Move the Trellis folder to a short place such as"
        " C:\\Trellis, then start again.",
    ),
    (
        ("ProxyError", "Tunnel connection failed", "407 Proxy"),
        "A proxy stands between this computer and the network and refused. Ask who runs the network for the proxy's"
        " address, set HTTPS_PROXY to it, then start again; or bring the folder wheels/ and use no network at all.",
    ),
    (
        ("CERTIFICATE_VERIFY_FAILED", "SSLError"),
        "The network's certificate is not one this Python trusts; a school's filter often causes that. Ask who runs"
        " the network; or bring the folder wheels/ and use no network at all.",
    ),
    (
        (
            "name resolution",
            "getaddrinfo failed",
            "nodename nor servname",
            "NewConnectionError",
            "unreachable",
            "timed out",
            "Timeout",
            "Retrying (",
        ),
        "There is no network, or it does not reach the package registry. Connect this computer for the first start,"
        " or put the folder wheels/ beside start.py and use no network at all.",
    ),
    (
        ("WinError 5]", "WinError 32]", "Permission denied", "Access is denied"),
        "A file could not be written. Close every window of Trellis and Jupyter, then start again.",
    ),
    (
        ("symlink", "lib64"),
        "This folder is on a disk or stick that cannot hold an installation (FAT). Copy the Trellis folder to the"
        " computer's own disk and start it there.",
    ),
)


def explain(said: str, wheels: bool) -> str:
    """Name the likely cause of a failed installation in a plain sentence, from what pip said."""
    for signs, sentence in CAUSES:
        if any(sign in said for sign in signs):
            return sentence
    if wheels:
        return (
            "The folder wheels/ has not all that Python {} on {} needs: it was made for another kind of computer or"
            " is not complete. Make it again, or move it away to install from the network.".format(
                platform.python_version(), sysconfig.get_platform()
            )
        )
    return "A package could not be installed. Nothing outside .venv has changed; it is safe to start again."


def failure(said: str, log: Path, wheels: bool) -> Stop:
    """The whole message for a failed installation: the sentence, the last words, and where the rest is."""
    last = "\n".join("  | " + line for line in said.splitlines()[-6:])
    return Stop("{}\n{}\nThe full log: {}".format(explain(said, wheels), last, log))


# --- the state of .venv -----------------------------------------------------------------------------------------


def venv_python(venv: Path) -> Path:
    """The Python inside a virtual environment."""
    return venv / "Scripts" / "python.exe" if WINDOWS else venv / "bin" / "python"


def needs(root: Path) -> str:
    """Digest of all in pyproject.toml that an installation depends on; its lint settings and prose may change freely."""
    import tomllib  # noqa: PLC0415 - newer than the oldest Python that must be able to read this file

    try:
        table = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = "pyproject.toml is missing or damaged ({}). Get a new copy of the Trellis folder.".format(error)
        raise Stop(message) from error
    keys = ("name", "version", "requires-python", "dependencies", "optional-dependencies", "scripts", "entry-points")
    project = {key: table.get("project", {}).get(key) for key in keys}
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
        "python": "{}.{} {}".format(*sys.version_info[:2], sysconfig.get_platform()),
        "needs": needs(root),
        "wheels": wheels_in(root),
        "extras": sorted(extras),
    }


def judge(root: Path, extras: list[str]) -> tuple[str, str]:
    """Decide what .venv needs: ("ready" | "update" | "build", the sentence that says why).

    Only the file system is asked, so that a later start costs milliseconds.
    """
    venv = root / ".venv"
    if not (venv / "pyvenv.cfg").exists() and not (venv / STAMP).exists():
        return "build", "Trellis is not installed here yet."
    try:
        found = json.loads((venv / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "build", "The last installation was not finished; starting it again."
    wanted = stamp_for(root, extras)
    if found.get("folder") != wanted["folder"]:
        return "build", "This folder was moved or copied after installing; installing again, for this place."
    if found.get("python") != wanted["python"]:
        made, now = found.get("python"), wanted["python"]
        return "build", "The installation was made by another Python ({}); installing again for {}.".format(made, now)
    if not (venv_python(venv).exists() and home_exists(venv)):
        return "build", "The Python that the installation was made with is gone; installing again."
    if found.get("needs") != wanted["needs"]:
        return "update", "What Trellis needs has changed since the last start; bringing the installation up to date."
    # A wheels/ folder that was taken away again (a stick) is no reason to go looking for a network.
    if wanted["wheels"] and found.get("wheels") != wanted["wheels"]:
        return "update", "The folder wheels/ is new or has changed; bringing the installation up to date."
    if not set(extras) <= set(found.get("extras", [])):
        return "update", "This command needs a few more packages."
    return "ready", ""


def home_exists(venv: Path) -> bool:
    """Whether the Python that a virtual environment was made from is still where it was."""
    try:
        lines = (venv / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return False
    homes = [line.partition("=")[2].strip() for line in lines if line.partition("=")[0].strip() == "home"]
    return any(Path(home).is_dir() for home in homes)


# --- making .venv -----------------------------------------------------------------------------------------------


def take(handle: int) -> bool:
    """Try to lock an open file for this process alone. The system frees it when the process ends, however it ends."""
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


@contextlib.contextmanager
def alone(root: Path):  # type: ignore[no-untyped-def]  # noqa: ANN201 - Iterator is not there in old Pythons
    """Hold the installation lock of this folder; wait, and say so, while another start.py has it."""
    try:
        (root / ".venv").mkdir(exist_ok=True)
        lock = (root / ".venv" / LOCK).open("ab")
    except OSError as error:
        message = (
            "Trellis cannot write in its folder {} ({}). Copy the folder to a place of your own, such as Documents,"
            " and start it there.".format(root, error.strerror)
        )
        raise Stop(message) from error
    with lock:
        if not take(lock.fileno()):
            progress = Progress("Another start.py is installing in this folder; waiting for it")
            while not take(lock.fileno()):
                time.sleep(0.5)
                progress.tick()
            progress.end("free")
        yield


def clear(venv: Path) -> None:
    """Empty .venv of everything but the lock that is held in it."""
    if Path(sys.prefix).resolve() == venv.resolve():
        text = "The installation must be made anew, but start.py runs inside it. Type `deactivate`, then start again."
        raise Stop(text)
    try:
        for entry in venv.iterdir():
            if entry.name == LOCK:
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(str(entry))
            else:
                entry.unlink()
    except OSError as error:
        text = "A part of the old installation cannot be removed ({}). Close every window of Trellis, then try again."
        raise Stop(text.format(error)) from error


def root_prefix() -> list[str] | None:
    """What to put before a command to run it as the administrator without a question; None when that cannot be."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.call(["sudo", "-n", "true"], stderr=subprocess.DEVNULL) == 0:
        return ["sudo", "-n"]
    return None


def apt_install(packages: list[str], log: Path) -> str | None:
    """Install Debian packages. Returns None when they are installed, otherwise why that could not be."""
    prefix = root_prefix()
    if not shutil.which("apt-get"):
        return "this system has no apt-get"
    if prefix is None:
        return "this needs the administrator's password"
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=120"]
    # A list that cannot be refreshed may still be good enough: only the installation itself decides.
    run("Asking the system for its list of packages", [*apt, "update"], log)
    what = "Installing {} into the system".format(", ".join(packages))
    said = run(what, [*apt, "install", "-y", "--no-install-recommends", *packages], log)
    return None if said is None else explain(said, wheels=False) + " See " + str(log)


def make_venv(venv: Path) -> None:
    """Make the virtual environment, with Debian's separate package for that when it is missing."""
    log = venv / LOG
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        package = "python{}.{}-venv".format(*sys.version_info[:2])
        why = apt_install([package], log)
        if why is not None:
            text = (
                "This Python cannot make a virtual environment: a part of it is missing, and {}.\n"
                "On Debian or Ubuntu, type this, then start again:\n    sudo apt-get install {}"
            )
            raise Stop(text.format(why, package))
    said = run("Making a place for Trellis in .venv", [sys.executable, "-m", "venv", str(venv)], log)
    if said is not None:
        raise failure(said, log, wheels=False)


def pip_install(root: Path, extras: list[str]) -> None:
    """Install Trellis, editable, with these extras: from wheels/ alone when there is one."""
    command = [str(venv_python(root / ".venv")), "-m", "pip", "install", "--no-user", "--progress-bar", "off"]
    env = dict(os.environ, PYTHONUTF8="1", PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1")
    wheels = bool(wheels_in(root))
    if wheels:
        # No network at all: nobody's pip settings may add a place to look, here or in the build that pip starts.
        env = {name: value for name, value in env.items() if not name.startswith("PIP_")}
        env.update(PIP_CONFIG_FILE=os.devnull, PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1")
        # The folder is one tested set, so its versions win over what an older stick left.
        command += ["--no-index", "--find-links", str(root / "wheels"), "--upgrade", "--upgrade-strategy", "eager"]
    command += ["--editable", "{}[{}]".format(root, ",".join(extras))]
    what = "Installing Trellis from " + ("the folder wheels/, without network" if wheels else "the network")
    log = root / ".venv" / LOG
    said = run(what + ", a few minutes the first time", command, log, env)
    if said is not None:
        raise failure(said, log, wheels)


def install(root: Path, extras: list[str]) -> None:
    """Bring .venv to the state that this command needs; cheap when it is there already."""
    if judge(root, extras)[0] == "ready":
        return
    with alone(root):
        state, why = judge(root, extras)  # another start.py may have done the work while this one waited
        if state == "ready":
            return
        say(why)
        venv = root / ".venv"
        if state == "build":
            clear(venv)
            free = shutil.disk_usage(str(root)).free
            if free < ROOM_BYTES:
                text = "Trellis needs about {:.1f} GB of free space in {}; there are {:.1f} GB. Make room, then start again."
                raise Stop(text.format(ROOM_BYTES / 1e9, root, free / 1e9))
            make_venv(venv)
        # From here to the new stamp the installation counts as unfinished, whatever happens.
        (venv / STAMP).unlink(missing_ok=True)
        pip_install(root, extras)
        new = venv / (STAMP + ".new")
        new.write_text(json.dumps(stamp_for(root, extras)), encoding="utf-8")
        new.replace(venv / STAMP)


# --- handing over -----------------------------------------------------------------------------------------------


def inside(venv: Path) -> dict[str, str]:
    """The environment variables of a process that works in the virtual environment, as if it were activated."""
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
        os.execve(python, command, env)  # one process: signals reach Trellis itself
    process = subprocess.Popen(command, env=env)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # Trellis got it too, and says good-bye in its own time
            continue


# --- the tests --------------------------------------------------------------------------------------------------


def find_browser() -> str | None:
    """An installed Chromium, Chrome or Edge; the environment variable TRELLIS_CHROMIUM names another."""
    named = os.environ.get("TRELLIS_CHROMIUM")
    if named:
        return named
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome", "msedge")
    for name in names:
        found = shutil.which(name)
        if found:
            return found
    places = [Path("/Applications", app + ".app", "Contents", "MacOS", app) for app in ("Chromium", "Google Chrome")]
    places.append(Path("/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge"))
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        for app in ("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe"):
            if os.environ.get(variable):
                places.append(Path(os.environ[variable]) / app)
    return next((str(place) for place in places if place.is_file()), None)


def tools_for_tests(root: Path) -> dict[str, str]:
    """See to the programs the tests need beside Python's; returns the environment variables that name them.

    What cannot be installed stops the run: a test that was not run is not a test that passed.
    """
    log = root / ".venv" / LOG
    linux = sys.platform.startswith("linux")
    missing = ([] if find_browser() else ["chromium"]) + (["bubblewrap"] if linux and not shutil.which("bwrap") else [])
    if missing:
        # A machine without fonts would draw pages without letters.
        wanted = [*missing, "fonts-dejavu-core"] if "chromium" in missing else missing
        why = apt_install(wanted, log) if linux else "only you can install it on this system"
        still = [name for name in missing if not (find_browser() if name == "chromium" else shutil.which("bwrap"))]
        if still:
            how = "sudo apt-get install " + " ".join(still) if shutil.which("apt-get") else ""
            text = "The tests need {}, and {}.\n{}\nOr run the checks that do without:  python3 start.py test --quick"
            how = "Type:  " + how if how else "Install it (for a browser, Chromium, Chrome or Edge), then start again."
            raise Stop(text.format(" and ".join(still), why or "it is not there after installing", how))
    return {"TRELLIS_CHROMIUM": find_browser() or ""}


def check(root: Path, words: list[str]) -> int:
    """Run every check in turn, stop at the first that fails, and sum up."""
    env = inside(root / ".venv")
    python = str(venv_python(root / ".venv"))
    arguments = [word for word in words if word not in ("--quick", "--debug")]
    if "--quick" in words:
        arguments = ["-m", QUICK, *arguments]
    else:
        env.update(tools_for_tests(root))
        if not sys.platform.startswith("linux"):
            say("The sandbox tests are for Linux; on this system they are left out.")
            arguments = ["-m", "not sandbox", *arguments]
    steps = [
        ("format", ["ruff", "format", "--check", "."]),
        ("lint", ["ruff", "check", "."]),
        ("types", ["mypy"]),
        ("tests", ["pytest", *arguments]),
    ]
    summary, code = [], 0
    for name, command in steps:
        if code:
            summary.append("{}: not run".format(name))
            continue
        say("== {}: {}".format(name, " ".join(command)))
        begun = time.monotonic()
        code = subprocess.call([python, "-m", *command], env=env, cwd=str(root))
        summary.append("{}: {} ({:.0f} s)".format(name, "FAILED" if code else "passed", time.monotonic() - begun))
    say("== " + ", ".join(summary))
    return code


def main(words: list[str]) -> int:
    """Install when needed, then hand over; returns the exit code."""
    if words[:1] in (["-h"], ["--help"]):
        say((__doc__ or "").strip())
        return 0
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that an ended start.py takes its pip with it
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console that cannot show a name must not end the start
            stream.reconfigure(errors="replace")
    try:
        testing = words[:1] == ["test"]
        install(HERE, ["teacher", "test"] if testing else ["teacher"])
        return check(HERE, words[1:]) if testing else hand_over(HERE, words)
    except KeyboardInterrupt:
        say("\nStopped. Start again whenever you like; nothing needs to be tidied up.")
        return INTERRUPTED
    except (Stop, OSError) as error:
        if "--debug" in words:
            raise
        plain = isinstance(error, Stop)
        say(str(error) if plain else "Something went wrong: {}. Add --debug to see more.".format(error))
        if WINDOWS and not words and sys.stdin and sys.stdin.isatty():
            input("Press Enter to close this window.")  # it was opened by a double click
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
