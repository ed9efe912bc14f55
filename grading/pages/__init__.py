"""The review pages: HTML built from insight, the stylesheet, the Voila template, and what the review notebooks call."""

from grading.pages.show import show_class, show_fairness, show_items, show_pilot, show_student, warm

__all__ = ["show_class", "show_fairness", "show_items", "show_pilot", "show_student", "warm"]
