"""nbgrader's exchange over any folder: a stick, a shared folder, on Windows, macOS and Linux. See docs/exchange.md.

nbgrader takes a class for each step (`ExchangeFactory`); grading/exchange/settings.py names them. Everything travels as one
bundle file of carrying/, so nothing here asks for Unix permissions, owners, links or long names.
"""
