"""What a student's home page says: the next step and why, other ways on, the path, the lessons. Pure of web and widgets."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import msgspec

from carrying.enrolling import has_table
from carrying.journal import FILE as JOURNAL
from carrying.journal import read_journal
from carrying.packs import on_shelf
from carrying.returned import words_now
from carrying.study import Study
from curriculum.course import find_course
from curriculum.diagnostic import place
from curriculum.evidence import AnyEvent
from curriculum.faults import CourseError
from curriculum.goals import goal_words, reached
from curriculum.lesson import ReleasedLesson, UnreadableLesson, read_lesson
from curriculum.mastery import Standing, standings
from curriculum.outline import Lesson, Outline, Skill, Unit, load_outline
from curriculum.path import Kind, Path, Progress, Reach, Status, Step, plan, theme_of
from curriculum.portfolio import StudentsJudge, choices, classwork, lanes, portfolio, progress_in
from curriculum.reviews import reviews
from curriculum.settling import settled, shown
from curriculum.steps import ROUNDS, Override, Placement
from grading.roster import short_code
from kit.finding_out import can_find_out, rounds_of
from kit.goal import goal_now, template_choices
from kit.rounds import questions_here

SIGNS: dict[Status, tuple[str, str, str]] = {
    "mastered": ("✓", "can do", "done"),
    "in-progress": ("▶", "working on it", "now"),
    "due": ("↻", "due again", "due"),
    "open": ("○", "open to start", "open"),
    "later": ("·", "later", "later"),
    "shown": ("✓", "shown at the start", "done"),
}
"""For each status of a skill: a sign, words, and the name of its look."""

KINDS: dict[Kind, tuple[str, str]] = {
    "go-on": ("Next step", "now"),
    "strengthen": ("Once more", "now"),
    "review": ("Due again", "due"),
    "stretch": ("Stretch", "more"),
    "ask-teacher": ("Together", "done"),
    "find-out": ("First", "now"),
    "project": ("Project", "more"),
}


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """A step as the page shows it. `lesson` is empty where the step is to talk to someone."""

    title: str
    reason: str
    tag: str
    look: str
    lesson: str
    minutes: int
    about: str
    button: str
    href: str = ""


class SkillSign(msgspec.Struct, frozen=True, kw_only=True):
    """A skill on the path. `lesson` is where to practise it, if there is such a lesson here."""

    title: str
    can: str
    sign: str
    words: str
    look: str
    lesson: str


class UnitTrail(msgspec.Struct, frozen=True, kw_only=True):
    """A unit of the path with its skills."""

    number: int
    title: str
    skills: tuple[SkillSign, ...]


class Shelf(msgspec.Struct, frozen=True, kw_only=True):
    """One lesson that can be opened here."""

    lesson: str
    title: str
    about: str
    minutes: int
    state: str
    look: str


class GoalCard(msgspec.Struct, frozen=True, kw_only=True):
    """The goal for this week: its words, how far it is, and goals to choose from as (value, words). Empty words: none is set."""

    words: str
    far: str
    reached: bool
    offered: tuple[tuple[str, str], ...]


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """All that the home page shows. `code` is what the teacher knows a new student by.

    `themes` are what projects there are about, as (value, words), `theme` the value chosen. `cards`: the class has join cards;
    `enrolled`: the student's was typed here.
    """

    name: str
    code: str
    greeting: str
    course: str
    unit: str
    first: Way | None
    others: tuple[Way, ...]
    units: tuple[UnitTrail, ...]
    lessons: tuple[Shelf, ...]
    unreadable: tuple[str, ...]
    goal: GoalCard
    themes: tuple[tuple[str, str], ...]
    theme: str
    cards: bool
    enrolled: bool


def home(study: Study, now: datetime) -> Home:
    """The home page of a student at the local time `now`."""
    lessons, unreadable = released(study)
    outline = outline_of(study.profile.course, lessons)
    done_here = worked_on(study, lessons)
    events = events_of(study, done_here)
    path, done = find_path(
        outline, lessons, events, study.profile.student, now.date(), teachers_words(study), study
    )
    ways = [_way(outline, step, done) for step in path.steps] if lessons else []
    unit = next((outline.lesson(way.lesson).unit for way in ways if way.lesson), "")
    return Home(
        name=study.profile.name,
        code=short_code(study.profile.student),
        greeting=_greeting(now.hour),
        course=outline.title,
        unit=next((f"Unit {i}, {one.title}" for i, one in enumerate(outline.units, 1) if one.id == unit), ""),
        first=ways[0] if ways else None,
        others=tuple(ways[1:]),
        units=_trail(outline, path, lessons),
        lessons=tuple(_shelf(outline.lesson(name), done[name]) for name in _in_order(outline, lessons)),
        unreadable=tuple(unreadable),
        goal=_goal(outline, events, study.profile.student, done, done_here, now.date()),
        themes=tuple(outline.themes.items()) if outline.projects and lessons else (),
        theme=_theme(outline, events),
        cards=has_table(study),
        enrolled=bool(study.profile.proof),
    )


def first_step(study: Study, today: date) -> str:
    """The key of the step that the path suggests first: a lesson's id, a round's key; empty where there is none."""
    lessons, _ = released(study)
    path, _ = find_path(
        outline_of(study.profile.course, lessons),
        lessons,
        events_of(study, worked_on(study, lessons)),
        study.profile.student,
        today,
        teachers_words(study),
        study,
    )
    return path.steps[0].key if lessons and path.steps else ""


def find_path(
    outline: Outline,
    lessons: Mapping[str, ReleasedLesson],
    events: Mapping[str, Sequence[AnyEvent]],
    student: str,
    today: date,
    words: Sequence[Override] = (),
    study: Study | None = None,
) -> tuple[Path, dict[str, Progress]]:
    """A student's path, and the progress in each lesson, from the journals; with the `study`, rounds of questions too."""
    order = sorted((event for own in events.values() for event in own), key=lambda event: event.by)
    ways = {name: lanes(lesson.graph) for name, lesson in lessons.items()}
    everything = worked_on(study, lessons) if study is not None else lessons
    own = portfolio(order, StudentsJudge(everything), ways)
    done = progress_in(own, ways)
    standing = standings({student: own.seen}).get(student, {})
    placement = None
    if own.replies:
        placed = place(outline, (), own.replies, seed=student, day=own.placed)
        placement = msgspec.structs.replace(placed, done=own.placed is not None)
    path = plan(
        outline,
        standing,
        done,
        own.choices,
        words,
        today,
        due={skill: review.due for skill, review in reviews(own.seen, standing).items()},
        settled=settled(own.seen, standing, shown(placement)),
        placement=placement,
        reach=_reach(study, done, standing, placement),
        goal=goal_now(order, today),
        easy=own.easy,
    )
    return path, done


def _theme(outline: Outline, events: Mapping[str, Sequence[AnyEvent]]) -> str:
    """The theme chosen last, where the course still has it."""
    order = sorted((event for own in events.values() for event in own), key=lambda event: event.by)
    chosen = theme_of(choices(order))
    return chosen if chosen in outline.themes else ""


def _reach(
    study: Study | None,
    lessons: Mapping[str, Progress],
    standing: Mapping[str, Standing],
    placement: Placement | None,
) -> Reach:
    """What can be opened beside lessons: nothing where the course is not on this machine."""
    questions = questions_here(study) if study is not None else None
    if study is None or questions is None:
        return Reach()
    return questions.reach(lessons, standing, placement, find_out=can_find_out(study))


def _goal(
    outline: Outline,
    events: Mapping[str, Sequence[AnyEvent]],
    student: str,
    done: Mapping[str, Progress],
    lessons: Mapping[str, ReleasedLesson],
    today: date,
) -> GoalCard:
    """The goal for this week and how far it is, and what else might be one."""
    order = sorted((event for own in events.values() for event in own), key=lambda event: event.by)
    open_ = [lesson.id for lesson in outline.lessons if lesson.id in done and not done[lesson.id].finished]
    offered = tuple(template_choices(outline, open_))
    goal = goal_now(order, today)
    if goal is None:
        return GoalCard(words="", far="", reached=False, offered=offered)
    seen = classwork(order, StudentsJudge(lessons))
    standing = standings({student: seen}).get(student, {})
    due = [skill for skill, review in reviews(seen, standing).items() if review.due <= today]
    far = reached(goal, seen, standing, done, due)
    return GoalCard(
        words=goal_words(goal, outline),
        far=f"{min(far.done, far.of)} of {far.of}" if far.of > 1 else "",
        reached=far.is_reached,
        offered=offered,
    )


def worked_on(study: Study, lessons: Mapping[str, ReleasedLesson]) -> dict[str, ReleasedLesson]:
    """The lessons, and the rounds of questions, if there have been any."""
    rounds = rounds_of(study)
    return {**lessons, ROUNDS: rounds} if rounds is not None else dict(lessons)


def events_of(study: Study, lessons: Iterable[str]) -> dict[str, list[AnyEvent]]:
    """The journals, by lesson."""
    return {name: read_journal(study.lesson(name) / JOURNAL) for name in lessons}


def teachers_words(study: Study) -> list[Override]:
    """What the teacher said about the path, as it came back last; words that this version does not know are passed over."""
    found = []
    for word in words_now(study):
        with contextlib.suppress(msgspec.ValidationError):
            found.append(msgspec.convert(msgspec.to_builtins(word), type=Override))
    return found


def released(study: Study) -> tuple[dict[str, ReleasedLesson], list[str]]:
    """The lessons a student can open, as released, and sentences about those that cannot be read."""
    lessons: dict[str, ReleasedLesson] = {}
    unreadable: list[str] = []
    for name in on_shelf(study):
        if name == ROUNDS:
            continue
        opened = study.lesson(name)
        try:
            lessons[name] = read_lesson(opened if (opened / "lesson.json").is_file() else study.shelf / name)
        except UnreadableLesson as error:
            unreadable.append(f"{name}: {error}")
    return lessons, unreadable


def outline_of(course: str, lessons: Mapping[str, ReleasedLesson]) -> Outline:
    """The outline of a course of the kit, with what the lessons here say where the course does not have them."""
    try:
        outline = load_outline(find_course(course))
    except (FileNotFoundError, CourseError):
        outline = None
    if outline is not None and all(name in {lesson.id for lesson in outline.lessons} for name in lessons):
        return outline
    return _outline_from(course, lessons)


def _outline_from(course: str, lessons: Mapping[str, ReleasedLesson]) -> Outline:
    """A plain outline for a course that is not in this kit: its lessons, without an order of skills."""
    titles = {skill: title for lesson in lessons.values() for skill, title in lesson.skills.items()}
    titles = titles or {"none": "–"}
    return Outline(
        format=1,
        id=course,
        title=course.replace("-", " ").capitalize() or "Lessons",
        ages=(0, 99),
        languages=["en"],
        about="",
        strands={"skill": "Skills"},
        skills=[Skill(id=skill, title=title, can=title, strand="skill") for skill, title in titles.items()],
        units=[Unit(id="lessons", title="Lessons", about="", skills=list(titles))],
        lessons=[
            Lesson(
                id=name,
                title=lesson.title,
                unit="lessons",
                skills=list(lesson.skills) or ["none"],
                minutes=25,
                about="",
            )
            for name, lesson in sorted(lessons.items())
        ],
    )


def _in_order(outline: Outline, lessons: Mapping[str, ReleasedLesson]) -> list[str]:
    return [lesson.id for lesson in outline.lessons if lesson.id in lessons]


def _greeting(hour: int) -> str:
    return "Good morning" if 4 <= hour < 12 else "Good afternoon" if 12 <= hour < 18 else "Good evening"


def _way(outline: Outline, step: Step, done: Mapping[str, Progress]) -> Way:
    tag, look = KINDS[step.kind]
    started = bool(step.lesson) and done[step.lesson].started and not done[step.lesson].finished
    return Way(
        title=step.title,
        reason=step.reason,
        tag=tag,
        look=look,
        lesson=step.lesson,
        minutes=step.minutes,
        about=outline.lesson(step.lesson).about if step.lesson else "",
        button="Go on"
        if started
        else "Start"
        if step.round or step.project or step.kind == "go-on"
        else "Open it again",
        href=step.round
        or (f"lesson/{step.lesson}" if step.lesson else f"project/{step.project}" if step.project else ""),
    )


def _trail(outline: Outline, path: Path, lessons: Mapping[str, ReleasedLesson]) -> tuple[UnitTrail, ...]:
    def sign(skill: Skill) -> SkillSign:
        mark, words, look = SIGNS[path.skills[skill.id]]
        where = next((lesson.id for lesson in outline.lessons_for(skill.id) if lesson.id in lessons), "")
        return SkillSign(title=skill.title, can=skill.can, sign=mark, words=words, look=look, lesson=where)

    return tuple(
        UnitTrail(
            number=number, title=unit.title, skills=tuple(sign(outline.skill(name)) for name in unit.skills)
        )
        for number, unit in enumerate(outline.units, 1)
    )


def _shelf(lesson: Lesson, done: Progress) -> Shelf:
    if done.finished:
        state, look = "✓ Finished", "done"
    elif done.started:
        state, look = (
            (f"▶ {done.done} of about {done.of} questions done" if done.done else "▶ Started"),
            "now",
        )
    else:
        state, look = "Not started yet", ""
    return Shelf(
        lesson=lesson.id,
        title=lesson.title,
        about=lesson.about,
        minutes=lesson.minutes,
        state=state,
        look=look,
    )
