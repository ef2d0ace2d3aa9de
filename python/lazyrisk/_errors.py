# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways to have no answer. Each says one sentence: the field, its value, what is accepted."""


class Error(ValueError):
    """Anything that lazyrisk cannot do."""


class DomainError(Error):
    """The question is wrong: a value that its field does not take, fields that contradict each other."""


class NotCovered(Error):
    """The theory, or this library's part of it, stops here."""


class NotConverged(Error):
    """An iteration stopped before it had an answer: never the last iterate, never nan."""


for _class in (Error, DomainError, NotCovered, NotConverged):
    _class.__module__ = "lazyrisk"  # where users find them
