"""What a student chose at home, in words: a step of the path, a theme, or that something is done."""

from __future__ import annotations

from curriculum.course import Course
from curriculum.path import DONE, THEME
from grading.words import _, listed


def choice_words(option: str, course: Course) -> str:
    """A sentence for the teacher about a choice that belongs to no question."""
    if option.startswith(f"{DONE}goal/"):
        return _("Said that the goal of the week is reached.")
    if option.startswith(DONE):
        return _("Said that “{step}” is done.").format(step=_step(option.removeprefix(DONE), course))
    if option.startswith(THEME):
        theme = option.removeprefix(THEME)
        return _("Chose the theme “{theme}”.").format(theme=course.outline.themes.get(theme, theme))
    return _("Chose “{lesson}” as the next step.").format(lesson=_step(option, course))


def _step(key: str, course: Course) -> str:
    """What a step is called: a lesson or a project by its title, a round by its skills."""
    outline, about = course.outline, key.partition("/")[2]
    titles = {f"project/{project.id}": project.title for project in outline.projects}
    titles |= {lesson.id: lesson.title for lesson in outline.lessons}
    skills = {skill.id: skill.title for skill in outline.skills}
    named = [skills[name] for name in about.split(",") if name in skills]
    return titles.get(key) or (listed(named) if named else key)
