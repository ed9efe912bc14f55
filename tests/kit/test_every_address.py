"""Every address that a server has, asked as a stranger and as the wrong person. They come from the servers' own route tables,

so a page that is added, or that a newer Jupyter, Voila or nbgrader brings along, is asked for too.
"""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import quote

import pytest

from tests.kit.places import Served
from tests.routes import Route, example, routes_of

OPEN = {
    "/login": "the login itself",
    "/logout": "forgets the login, where there is one",
    "/api": "the version of Jupyter's interface",
}
"""Addresses that anyone may ask for."""
LOGINS_FILES = ("/static/", "/favicon.ico", "/robots.txt")
"""What the login page is made of."""
NOWHERE = "/no-such-place/at-all"

pytestmark = pytest.mark.slow


@cache
def routes(served: Served) -> tuple[Route, ...]:
    return tuple(routes_of(served.ready.role, served.folder))


def is_shut(status: int, where: str) -> bool:
    """Whether an answer sends to the login, or refuses, or says that there is nothing of that kind."""
    return (status == 302 and where.startswith("/login")) or status in (400, 403, 404, 405)


@pytest.mark.parametrize("role", ["teach", "study", "choose"])
def test_a_stranger_gets_nothing_from_any_address(role: str, request: pytest.FixtureRequest) -> None:
    served: Served = request.getfixturevalue(f"{role}_server")
    found = routes(served)
    assert len(found) > 40
    open_to_all = []
    for address in sorted({address for route in found for address in route.addresses}):
        answer = served.ask(quote(address if address.startswith("/") else f"/{address}"))
        # Another address of the same server carries nothing; it is asked for itself.
        moved = answer.status in (301, 302) and answer.url.startswith("/")
        known = address in OPEN or (
            address.startswith(LOGINS_FILES) and not address.startswith("/static/notebook")
        )
        if not known and not moved and not is_shut(answer.status, answer.url):
            open_to_all.append((address, answer.status, answer.url))
    assert open_to_all == []


@pytest.mark.parametrize("role", ["teach", "study", "choose"])
def test_what_is_open_to_all_says_nothing_of_anyone(role: str, request: pytest.FixtureRequest) -> None:
    served: Served = request.getfixturevalue(f"{role}_server")
    for address in OPEN:
        text = served.ask(address).text
        assert served.ready.token not in text
        assert str(served.folder) not in text
        assert "Tiny" not in text


@pytest.mark.parametrize("role", ["study", "choose"])
def test_elsewhere_the_teachers_addresses_do_not_exist(
    role: str, teach_server: Served, request: pytest.FixtureRequest
) -> None:
    served: Served = request.getfixturevalue(f"{role}_server")
    own = [
        route.pattern
        for route in routes(served)
        if not re.fullmatch(route.pattern, NOWHERE) and route.pattern != "/.*/$"
    ]
    teachers = [
        address
        for route in routes(teach_server)
        if route.pattern not in own
        for address in route.addresses
        if address.startswith("/trellis/")
        or (address.startswith("/") and not any(re.fullmatch(pattern, address) for pattern in own))
    ]
    assert {"/trellis/desk", "/trellis/review/class"} <= set(teachers)
    assert any(address.startswith("/formgrader/api/") for address in teachers)
    assert any(address.startswith("/voila/static/") and address.endswith(".js") for address in teachers)
    assert any(address.startswith("/formgrader/static/") for address in teachers)
    there = [(address, served.get(quote(address)).status) for address in teachers]
    assert [one for one in there if one[1] != 404] == []


def test_the_teachers_own_addresses_are_not_the_students(study_server: Served, teach_server: Served) -> None:
    shared = {route.pattern for route in routes(teach_server)} & {
        route.pattern for route in routes(study_server)
    }
    assert {
        pattern for pattern in shared if pattern.startswith(("/trellis/desk", "/trellis/review"))
    } == set()


@pytest.mark.parametrize(
    "pattern",
    [
        r"/a/(b|c)$",
        r"/a/([a-z0-9-]{2,9})\.pdf",
        r"/(?P<mode>lab|doc)(?:/x)?/?$",
        r"/api(?P<path>(?:(?:/[^/]+)+|/?))$",
    ],
)
def test_an_example_matches_its_pattern(pattern: str) -> None:
    assert re.fullmatch(pattern, example(pattern))
