"""What a review page says before it is there, and where it cannot be built: given to Voila's template with the notebook."""

from __future__ import annotations

from grading.words import _


def waiting_words(page: str) -> dict[str, str]:
    """The texts of the template, for the notebook's metadata, by page (class, student, items, fairness, pilot)."""
    known = {
        "class": (_("Class"), _("Opening the class…")),
        "student": (_("Student"), _("Opening the student’s page…")),
        "items": (_("Items"), _("Going through all answers…")),
        "fairness": (_("Fairness"), _("Comparing groups…")),
        "pilot": (_("Pilot"), _("Comparing before and after…")),
    }
    title, waiting = known.get(page, (_("Review"), _("Opening the page…")))
    return {
        "title": title,
        "waiting": waiting,
        "still": _("Still at work. A large class takes a little longer…"),
        "broken_title": _("This page cannot be shown yet"),
        "broken": _(
            "Something unexpected is in the way. Your students’ work is safe; nothing was changed. Open the page again in a moment."
        ),
    }
