"""OneRoster zips of both versions, and zips that only say they are."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date

import pytest

from grading import oneroster
from grading.listed import ListFault, Listing
from grading.oneroster import read_oneroster
from grading.roster_import import read_listing

TODAY = date(2026, 11, 25)
USERS_1_1 = (
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,"
    "email,sms,phone,agentSourcedIds,grades,password\n"
)
USERS_1_2 = (
    "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,"
    "agentSourcedIds,grades,password,userMasterIdentifier,resourceSourcedIds,preferredGivenName,preferredMiddleName,"
    "preferredFamilyName,primaryOrgSourcedId,pronouns\n"
)
CLASSES = (
    "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,"
    "subjects,subjectCodes,periods\n"
)
ENROLLMENTS = "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n"
ROLES = "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId\n"
ORGS = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n"

V1_1 = {
    "manifest.csv": "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.users,bulk\n",
    "orgs.csv": ORGS + "o1,,,Hill School,school,,\n",
    "users.csv": USERS_1_1
    + 's1,,,true,o1,student,ami,,Amina,Diallo,,,ami@example.org,,123,"p1,p2",07,secret\n'
    + "s2,,,true,o1,student,tom,,Tom,Nowak,,,,,,,07,\n"
    + "s3,tobedeleted,,true,o1,student,old,,Old,Student,,,,,,,07,\n"
    + "s4,,,true,o1,student,eva,,Eva,Lind,,,,,,,08,\n"
    + "p1,,,true,o1,parent,fatou,,Fatou,Diallo,,,fatou@example.org,,,,,\n"
    + "p2,,,true,o1,relative,moussa,,Moussa,Diallo,,,,,,s1,,\n"
    + "p3,,,true,o1,guardian,jan,,Jan,Nowak,,,,,,s2,,\n"
    + "t1,,,true,o1,teacher,lee,,Jordan,Lee,,,,,,s1,,\n",
    "classes.csv": CLASSES
    + "c1,,,Year 7 Maths,07,k1,7B,scheduled,,o1,t,,,\n"
    + "c2,,,Year 8 Maths,08,k1,8A,scheduled,,o1,t,,,\n"
    + "c3,,,Nobody,08,k1,8B,scheduled,,o1,t,,,\n",
    "enrollments.csv": ENROLLMENTS
    + "e1,,,c1,o1,s1,student,,,\ne2,,,c1,o1,s2,student,,2026-09-01,2027-06-30\ne3,,,c1,o1,s3,student,,,\n"
    + "e4,,,c1,o1,t1,teacher,true,,\ne5,,,c2,o1,s4,student,,,\ne6,,,c1,o1,s4,student,,2025-09-01,2026-06-30\n"
    + "e7,tobedeleted,,c1,o1,s4,student,,,\n",
}

V1_2 = {
    **V1_1,
    "manifest.csv": "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\nfile.users,bulk\n",
    "users.csv": USERS_1_2
    + "s1,,,true,ami,,Aminata,Diallo,,,,,,p1,07,,,,Amina,,,o1,she/her\n"
    + "s2,,,true,tom,,Tom,Nowak,,,,,,,07,,,,,,,o1,\n"
    + "s4,,,true,eva,,Eva,Lind,,,,,,,08,,,,,,,o1,\n"
    + "p1,,,true,fatou,,Fatou,Diallo,,,,,,,,,,,,,,o1,\n"
    + "p3,,,true,jan,,Jan,Nowak,,,,,,s2,,,,,,,,o1,\n"
    + "t1,,,true,lee,,Jordan,Lee,,,,,,s2,,,,,,,,o1,\n",
    "roles.csv": ROLES
    + "r1,,,s1,primary,student,,,o1,\nr2,,,s2,primary,student,,,o1,\nr3,,,s4,primary,student,,,o1,\n"
    + "r4,,,p1,primary,parent,,,o1,\nr5,,,p3,primary,guardian,,,o1,\nr6,,,t1,primary,teacher,,,o1,\n",
}


def zipped(files: dict[str, str | bytes], folder: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(folder + name, text)
    return made.getvalue()


def read(files: dict[str, str | bytes], folder: str = "") -> Listing:
    return read_listing(zipped(files, folder), "r.zip", TODAY)


def test_version_1_1_gives_each_class_its_students_and_their_guardians() -> None:
    listing = read(V1_1)
    assert [(group.title, group.label, len(group.people)) for group in listing.groups] == [
        ("Year 7 Maths", "Year 7 Maths, 7B, Hill School", 2),
        ("Year 8 Maths", "Year 8 Maths, 8A, Hill School", 1),
    ]
    assert [(one.name, one.source, one.guardian, one.where) for one in listing.groups[0].people] == [
        ("Amina Diallo", "s1", "Fatou Diallo; Moussa Diallo", "r.zip, users.csv, line 2"),
        ("Tom Nowak", "s2", "Jan Nowak", "r.zip, users.csv, line 3"),
    ]
    assert listing.notes == (
        "1 enrolment in r.zip ended before today and is left out.",
        "1 enrolment in r.zip is of someone whom users.csv does not have.",
    )


def test_no_address_number_or_password_is_taken_along() -> None:
    taken = str(read(V1_1))
    assert not any(private in taken for private in ("example.org", "123", "secret"))


def test_version_1_2_knows_guardians_by_their_roles_and_the_name_a_student_goes_by() -> None:
    listing = read(V1_2)
    assert [(one.name, one.guardian) for one in listing.groups[0].people] == [
        ("Amina Diallo", "Fatou Diallo"),
        ("Tom Nowak", "Jan Nowak"),
    ]


def test_a_zip_of_a_folder_and_a_byte_order_mark_are_read() -> None:
    files = {**V1_1, "users.csv": b"\xef\xbb\xbf" + V1_1["users.csv"].encode()}
    assert len(read(files, "export/").groups) == 2


def test_a_manifest_may_say_that_only_changes_are_listed() -> None:
    notes = read({**V1_1, "manifest.csv": "propertyName,value\nfile.users,delta\n"}).notes
    assert notes[-1] == "r.zip lists changes only: students who are not in it may well be in the class."


def test_two_classes_of_one_title_are_told_apart() -> None:
    files = {**V1_1, "classes.csv": CLASSES + "c1,,,Maths,,,7B,,,o1,,,,\nc2,,,maths,,,8A,,,o1,,,,\n"}
    assert [group.label for group in read(files).groups] == [
        "Maths, 7B, Hill School, c1",
        "maths, 8A, Hill School, c2",
    ]


def test_one_line_that_is_no_name_does_not_stop_the_class() -> None:
    files = {**V1_1, "users.csv": V1_1["users.csv"].replace("Tom,Nowak", "=1,2")}
    (year_7, _) = read(files).groups
    assert [one.name for one in year_7.people] == ["Amina Diallo"]
    assert year_7.notes == (
        "Left out: r.zip, users.csv, line 3: “=1 2” is no name. Correct the line in a copy of the file and try again.",
    )


def without(*names: str) -> dict[str, str | bytes]:
    return {name: text for name, text in V1_1.items() if name not in names}


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        (without("users.csv"), "r.zip holds no users.csv, which OneRoster needs"),
        (without("enrollments.csv"), "r.zip holds no enrollments.csv"),
        (
            {**V1_1, "users.csv": "sourcedId,givenName\ns1,Amina\n"},
            "r.zip, users.csv, line 1: the column familyName is missing",
        ),
        (
            {**V1_1, "classes.csv": ""},
            "r.zip, classes.csv, line 1: the column sourcedId and title is missing",
        ),
        (
            {**V1_1, "orgs.csv": ORGS + "a,b,c,d,e,f,g,h\n"},
            "r.zip, orgs.csv, line 2: it has 8 values for 7 columns",
        ),
        (
            {**V1_1, "users.csv": USERS_1_1 + 's1,"\n'},
            "r.zip, users.csv, line .: the quotation marks do not match",
        ),
        ({**V1_1, "enrollments.csv": ENROLLMENTS}, "no class with a student in it"),
        (
            {**V1_1, "manifest.csv": "propertyName,value\noneroster.version,2.0\n"},
            "is OneRoster 2.0; Trellis reads 1.1 and 1.2",
        ),
        ({**V1_1, "../users.csv": "x"}, "unsafe name, “../users.csv”"),
        ({**V1_1, "/etc/passwd": "x"}, "unsafe name, “/etc/passwd”"),
        ({**V1_1, "a\\..\\b.csv": "x"}, "unsafe name"),
        ({**V1_1, "C:x.csv": "x"}, "unsafe name"),
        ({**V1_1, "USERS.csv": "x"}, "holds users.csv more than once"),
        ({**V1_1, "a/users.csv": "x"}, "holds users.csv more than once"),
        (
            {f"{number}.csv": "" for number in range(301)} | V1_1,
            "holds 306 files, far more than OneRoster has",
        ),
        ({"notes.txt": "hello"}, "is a zip, but not a OneRoster one"),
        ({"xl/workbook.xml": "", "[Content_Types].xml": ""}, "is a spreadsheet, not a table as text"),
    ],
)
def test_a_bad_zip_is_refused_with_a_sentence(files: dict[str, str | bytes], sentence: str) -> None:
    with pytest.raises(ListFault, match=sentence) as caught:
        read(files)
    assert str(caught.value).endswith("Nothing has been changed.")


def test_a_bomb_is_noticed_while_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oneroster, "MAX_MEMBER", 100_000)
    with pytest.raises(ListFault, match=r"users\.csv is larger than any register"):
        read({**V1_1, "users.csv": USERS_1_1 + "," * 100_000})
    monkeypatch.setattr(oneroster, "MAX_MEMBER", 60_000)
    monkeypatch.setattr(oneroster, "MAX_ALL", 100_000)
    with pytest.raises(ListFault, match="larger than any register"):
        read({**V1_1, "users.csv": " " * 60_000, "classes.csv": " " * 60_000})


def test_a_size_that_lies_is_noticed() -> None:
    data = bytearray(zipped(V1_1))
    users = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)  # some member's entry in the directory
    struct.pack_into("<I", data, users + 24, 3)  # its size when unpacked, said to be three bytes
    with pytest.raises(ListFault, match="damaged"):
        read_listing(bytes(data), "r.zip", TODAY)


def test_a_link_and_a_locked_file_are_refused() -> None:
    link = zipfile.ZipInfo("link.csv")
    link.external_attr = 0o120777 << 16
    made = io.BytesIO(zipped(V1_1))
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(ListFault, match="a link instead of a file, “link"):
        read_oneroster(made.getvalue(), "r.zip", TODAY)
    locked = bytearray(zipped(V1_1))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ListFault, match="locked with a password"):
        read_oneroster(bytes(locked), "r.zip", TODAY)


@pytest.mark.parametrize("keep", [4, 30, 400, 900])
def test_half_a_zip_is_refused(keep: int) -> None:
    with pytest.raises(ListFault, match="damaged, or not all of it has arrived"):
        read_listing(zipped(V1_1)[:keep], "r.zip", TODAY)


@pytest.mark.parametrize("turn", range(40))
def test_flipped_bits_give_a_sentence_or_the_same_people(turn: int) -> None:
    data = bytearray(zipped(V1_1))
    data[(turn * 7919) % len(data)] ^= 1 << (turn % 8)
    try:
        listing = read_listing(bytes(data), "r.zip", TODAY)
    except ListFault:
        return
    assert {one.source for group in listing.groups for one in group.people} <= {"s1", "s2", "s4"}
