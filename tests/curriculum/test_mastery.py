from datetime import date

from curriculum.mastery import Seen, standings


def seen(*scores: float, skill: str = "halves", misconception: str = "") -> list[Seen]:
    return [
        Seen(
            skill=skill,
            item=f"item-{n}",
            score=score,
            misconception="" if score == 1 else misconception,
            day=date(2026, 11, n + 1),
        )
        for n, score in enumerate(scores)
    ]


def test_no_answers_no_standing() -> None:
    assert standings({"amina": []}) == {"amina": {}}


def test_right_answers_lead_to_mastery_and_wrong_ones_do_not() -> None:
    work = standings({"amina": seen(1, 1, 1, 1, 1, 1), "luis": seen(0, 0, 0, 0)})
    assert work["amina"]["halves"].mastered
    assert not work["luis"]["halves"].mastered
    assert work["luis"]["halves"].stuck
    assert work["amina"]["halves"].last == date(2026, 11, 6)


def test_two_right_answers_are_too_few_whatever_the_chance() -> None:
    assert not standings({"amina": seen(1, 1)})["amina"]["halves"].mastered


def test_mastery_needs_the_last_two_right() -> None:
    assert not standings({"amina": seen(1, 1, 1, 1, 1, 1, 1, 0)})["amina"]["halves"].mastered


def test_a_misconception_seen_twice_is_named() -> None:
    work = standings(
        {"luis": seen(0, 1, 0, misconception="takes-two"), "mei": seen(0, 1, misconception="takes-two")}
    )
    assert (work["luis"]["halves"].misconception, work["luis"]["halves"].misconception_count) == (
        "takes-two",
        2,
    )
    assert work["mei"]["halves"].misconception == ""


def test_the_estimate_of_a_student_is_the_same_in_any_order_of_the_class() -> None:
    one = {"amina": seen(1, 0, 1), "luis": seen(0, 0, 1)}
    assert standings(one) == standings(dict(reversed(one.items())))
