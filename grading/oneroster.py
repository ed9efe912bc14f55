"""OneRoster 1.1 and 1.2: the zip of CSV files that a school's register gives out (1EdTech, OneRoster CSV Binding; docs/formats/roster.md).

Nothing is unpacked: the files we need are read from the zip within bounds. Only names are taken from it, no address, birthday or number.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import PurePosixPath

import msgspec

from curriculum.listing import listed
from grading.listed import Group, ListFault, Listing, Person, harmless, named, tidy, whole_name
from grading.table_text import decode, rows
from grading.words import N_, _, ngettext

MAX_ZIP = 100_000_000
MAX_MEMBERS = 300
MAX_MEMBER = 100_000_000
MAX_ALL = 250_000_000
WANTED = ("manifest", "users", "classes", "enrollments", "roles", "orgs")
NEEDED = {
    "users": ("sourcedId", "givenName", "familyName"),
    "classes": ("sourcedId", "title"),
    "enrollments": ("classSourcedId", "userSourcedId", "role"),
    "roles": ("userSourcedId", "role"),
    "orgs": ("sourcedId", "name"),
    "manifest": ("propertyName", "value"),
}
GUARDIANS = {"parent", "guardian", "relative"}
AGAIN = N_("Ask whoever gives out the register for the file once more.")


class Record(msgspec.Struct, frozen=True):
    """A line of one of the files: its number, and its values by the names of the columns."""

    line: int
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")

    @property
    def counts(self) -> bool:
        """Whether it is in force: `status` is empty or active, not `tobedeleted`."""
        return self["status"].casefold() in ("", "active")


Files = dict[str, list[Record]]


def read_oneroster(data: bytes, name: str, today: date) -> Listing:
    """The classes of a OneRoster zip with their students. `today` tells enrolments that have ended. Raises ListFault."""
    texts = _members(data, name)
    for needed in ("users", "classes", "enrollments"):
        if needed not in texts:
            raise ListFault(
                _("{name} holds no {needed}.csv, which OneRoster needs. {again}").format(
                    name=name, needed=needed, again=_(AGAIN)
                )
            )
    files = {member: _records(texts[member], f"{name}, {member}.csv", NEEDED[member]) for member in texts}
    manifest = {record["propertyName"]: record["value"] for record in files.get("manifest", ())}
    version = manifest.get("oneroster.version", "")
    if version and not version.startswith(("1.0", "1.1", "1.2")):
        raise ListFault(
            _("{name} is OneRoster {version}; Trellis reads 1.1 and 1.2. Ask for one of these.").format(
                name=name, version=tidy(version)[:12]
            )
        )
    notes: list[str] = []
    groups = _groups(files, name, today, notes)
    if not groups:
        raise ListFault(
            _("{name} has no class with a student in it. {again}").format(name=name, again=_(AGAIN))
        )
    partial = any(manifest.get(f"file.{member}") == "delta" for member in ("users", "classes", "enrollments"))
    if partial:
        notes.append(
            _("{name} lists changes only: students who are not in it may well be in the class.").format(
                name=name
            )
        )
    return Listing(groups=groups, notes=tuple(notes))


def is_oneroster(names: Sequence[str]) -> bool:
    """Whether a zip with members of these names is meant to be OneRoster."""
    found = {PurePosixPath(name).name.casefold() for name in names}
    return "users.csv" in found or "manifest.csv" in found


def _members(data: bytes, name: str) -> dict[str, bytes]:
    """The files we read, by name without `.csv`; they may lie in one folder together. Raises ListFault."""
    if len(data) > MAX_ZIP:
        raise ListFault(
            _("{name} is larger than any register ({most} MB). Choose another file.").format(
                name=name, most=MAX_ZIP // 1_000_000
            )
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = archive.infolist()
            _refuse(found, name)
            chosen = _chosen(found, name)
            room = MAX_ALL
            texts = {}
            for member, entry in chosen.items():
                with archive.open(entry) as file:
                    texts[member] = file.read(min(MAX_MEMBER, room) + 1)
                room -= len(texts[member])
                if len(texts[member]) > MAX_MEMBER or room < 0:
                    raise ListFault(
                        _("{name}: {member}.csv is larger than any register. {again}").format(
                            name=name, member=member, again=_(AGAIN)
                        )
                    )
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
    ) as error:
        raise ListFault(
            _("{name} is damaged, or not all of it has arrived ({error}). {again}").format(
                name=name, error=error, again=_(AGAIN)
            )
        ) from error
    return texts


def _refuse(entries: Sequence[zipfile.ZipInfo], name: str) -> None:
    """Raise ListFault where the zip is none that a register makes."""
    if len(entries) > MAX_MEMBERS:
        raise ListFault(
            _("{name} holds {n:,} files, far more than OneRoster has. {again}").format(
                name=name, n=len(entries), again=_(AGAIN)
            )
        )
    for entry in entries:
        # orig_filename: zipfile has already cut the other at a NUL and changed backslashes.
        path = PurePosixPath(entry.orig_filename)
        if path.is_absolute() or ".." in path.parts or set(entry.orig_filename) & set("\\:\0"):
            raise ListFault(
                _("{name} holds a file with an unsafe name, “{file}”. Do not use it.").format(
                    name=name, file=tidy(entry.orig_filename)[:60]
                )
            )
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise ListFault(
                _("{name} holds a link instead of a file, “{file}”. Do not use it.").format(
                    name=name, file=tidy(entry.filename)[:60]
                )
            )
        if entry.flag_bits & 1:
            raise ListFault(
                _("{name} is locked with a password. Unpack it, and zip the files without one.").format(
                    name=name
                )
            )


def _chosen(entries: Sequence[zipfile.ZipInfo], name: str) -> dict[str, zipfile.ZipInfo]:
    """The entries of the files we read. Those at the top count, else those in the one folder that has them."""
    found: dict[str, list[zipfile.ZipInfo]] = {}
    for entry in entries:
        path = PurePosixPath(entry.filename.casefold())
        if (
            path.suffix == ".csv"
            and path.stem in WANTED
            and len(path.parts) <= 2
            and path.parts[0] != "__macosx"
        ):
            found.setdefault(path.stem, []).append(entry)
    double = next((member for member, several in found.items() if len(several) > 1), None)
    if double:
        raise ListFault(
            _("{name} holds {double}.csv more than once, so it is not clear which counts. {again}").format(
                name=name, double=double, again=_(AGAIN)
            )
        )
    return {member: several[0] for member, several in found.items()}


def _records(data: bytes, where: str, needed: Sequence[str]) -> list[Record]:
    """The lines of one file. Raises ListFault where it has not the columns that are needed."""
    table = rows(decode(data, where).text, where, ",")
    header = next(table, None)
    columns = [cell.strip() for cell in header.cells] if header else []
    known = {column.casefold(): column for column in (*needed, *OPTIONAL)}
    columns = [known.get(column.casefold(), column) for column in columns]
    missing = [column for column in needed if column not in columns]
    if missing:
        raise ListFault(
            _("{where}, line 1: the column {missing} is missing. {again}").format(
                where=where, missing=listed(missing), again=_(AGAIN)
            )
        )
    records = []
    for row in table:
        if len(row.cells) > len(columns):
            raise ListFault(
                _("{where}, line {line}: it has {cells} values for {columns} columns. {again}").format(
                    where=where,
                    line=row.line,
                    cells=len(row.cells),
                    columns=len(columns),
                    again=_(AGAIN),
                )
            )
        records.append(Record(row.line, dict(zip(columns, row.cells, strict=False))))
    return records


OPTIONAL = (
    "status",
    "role",
    "agentSourcedIds",
    "preferredGivenName",
    "preferredFamilyName",
    "classCode",
    "schoolSourcedId",
    "endDate",
)


def _groups(files: Files, name: str, today: date, notes: list[str]) -> tuple[Group, ...]:
    users = {user["sourcedId"]: user for user in files["users"] if user.counts and user["sourcedId"]}
    guardians = _guardians(users, _roles(files))
    members: dict[str, list[str]] = {}
    missing = ended = 0
    for one in files["enrollments"]:
        if not one.counts or one["role"].casefold() != "student":
            continue
        if one["endDate"] and one["endDate"][:10] < today.isoformat():
            ended += 1
        elif one["userSourcedId"] not in users:
            missing += 1
        else:
            members.setdefault(one["classSourcedId"], []).append(one["userSourcedId"])
    if ended:
        notes.append(
            ngettext(
                "{n} enrolment in {name} ended before today and is left out.",
                "{n} enrolments in {name} ended before today and are left out.",
                ended,
            ).format(n=ended, name=name)
        )
    if missing:
        notes.append(
            ngettext(
                "{n} enrolment in {name} is of someone whom users.csv does not have.",
                "{n} enrolments in {name} are of someone whom users.csv does not have.",
                missing,
            ).format(n=missing, name=name)
        )
    orgs = {org["sourcedId"]: tidy(org["name"]) for org in files.get("orgs", ())}
    classes = {
        one["sourcedId"]: one for one in files["classes"] if one.counts and one["sourcedId"] in members
    }
    titles = Counter(tidy(one["title"]).casefold() for one in classes.values())
    where = f"{name}, users.csv"
    groups = []
    for source, one in classes.items():
        title = tidy(one["title"])[:80]
        code, school = tidy(one["classCode"]), orgs.get(one["schoolSourcedId"], "")
        twice = titles[title.casefold()] > 1
        label = ", ".join(filter(None, (title, code, school, source if twice else "")))
        people, left_out = [], []
        for user in dict.fromkeys(members[source]):
            try:
                people.append(_person(users[user], where, guardians.get(user, [])))
            except ListFault as fault:
                left_out.append(_("Left out: {what}").format(what=fault.what))
        names, unread = (code, source), tuple(left_out)
        groups.append(Group(title=title, label=label, names=names, people=tuple(people), notes=unread))
    return tuple(sorted(groups, key=lambda group: group.label.casefold()))


def _person(user: Record, file: str, guardians: Sequence[str]) -> Person:
    where = _("{file}, line {line}").format(file=file, line=user.line)
    return Person(
        name=named(_name(user), where),
        where=where,
        source=user["sourcedId"][:255],
        guardian="; ".join(guardians),
    )


def _name(user: Record) -> str:
    """The name a person goes by: the preferred one of OneRoster 1.2 where there is one."""
    given = user["preferredGivenName"] or user["givenName"]
    return whole_name(given, user["preferredFamilyName"] or user["familyName"])


def _roles(files: Files) -> dict[str, set[str]]:
    """What each user is: a column of users.csv in 1.1, lines of roles.csv in 1.2."""
    roles: dict[str, set[str]] = {}
    for user in files["users"]:
        if user["role"]:
            roles.setdefault(user["sourcedId"], set()).add(user["role"].casefold())
    for one in files.get("roles", ()):
        if one.counts:
            roles.setdefault(one["userSourcedId"], set()).add(one["role"].casefold())
    return roles


def _guardians(users: dict[str, Record], roles: dict[str, set[str]]) -> dict[str, list[str]]:
    """The names of each student's guardians, from `agentSourcedIds`: registers write it at the student, at the guardian, or at both."""
    found: dict[str, dict[str, str]] = {}
    for source, user in users.items():
        for agent in filter(None, map(str.strip, user["agentSourcedIds"].split(","))):
            for student, other in ((source, agent), (agent, source)):
                is_guardian = roles.get(other, set()) & GUARDIANS
                unknown = student == source and not roles.get(other) and "student" in roles.get(source, set())
                if other in users and student in users and (is_guardian or unknown):
                    found.setdefault(student, {})[other] = harmless(_name(users[other]))
    return {student: list(dict.fromkeys(filter(None, agents.values()))) for student, agents in found.items()}
