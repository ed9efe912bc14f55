"""`trellis goal`: a student's goal for this week, set or shown."""

from __future__ import annotations

import argparse
from pathlib import Path

from carrying.journal import here_today
from kit.places import study_folder
from kit.words import _


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        metavar="FOLDER",
        help=_("where the work is kept (default: Trellis/study)"),
    )
    goal = parser.add_mutually_exclusive_group()
    goal.add_argument("--lesson", metavar="LESSON", help=_("finish a lesson"))
    goal.add_argument("--skill", metavar="SKILL", help=_("get sure at a skill"))
    goal.add_argument("--days", type=int, metavar="N", help=_("work on so many different days"))
    goal.add_argument("--questions", type=int, metavar="N", help=_("answer so many questions"))
    goal.add_argument("--reviews", action="store_true", help=_("do everything that is due again"))
    goal.add_argument("--own", metavar="TEXT", help=_("a goal in your own words"))
    goal.add_argument("--none", action="store_true", help=_("take the goal back"))


def run(arguments: argparse.Namespace) -> int:
    """Set the goal, if one is given, and say what it is."""
    from carrying.study import open_study
    from curriculum.goals import TEMPLATES, goal_words
    from kit.commands.study import DEFAULT_COURSE
    from kit.goal import all_events, drop_goal, goal_now, set_goal
    from kit.lessons_here import outline_of, released

    study = open_study(study_folder(arguments.folder), DEFAULT_COURSE)
    outline = outline_of(study.profile.course, released(study)[0])
    today = here_today()
    if arguments.none:
        drop_goal(study, today)
    elif arguments.lesson:
        set_goal(study, outline, today, "lesson", about=arguments.lesson)
    elif arguments.skill:
        set_goal(study, outline, today, "skill", about=arguments.skill)
    elif arguments.days is not None:
        set_goal(study, outline, today, "days", count=arguments.days)
    elif arguments.questions is not None:
        set_goal(study, outline, today, "questions", count=arguments.questions)
    elif arguments.reviews:
        set_goal(study, outline, today, "reviews")
    elif arguments.own is not None:
        set_goal(study, outline, today, "own", words=arguments.own)
    goal = goal_now(all_events(study), today)
    if goal is not None:
        print(_("Your goal for this week: {goal}").format(goal=goal_words(goal, outline)))
        return 0
    print(_("No goal for this week yet. Goals that others set:"))
    for template in TEMPLATES:
        print(f"  {template.words.format(title='…', count=template.count)}")
    return 0
