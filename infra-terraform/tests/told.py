"""What a fact may say of a setting."""

import re


class Is:
    """One of some values, wherever a setting stands; a list of values in any order."""

    def __init__(self, *values):
        self.values = [plain(value) for value in values]

    def __repr__(self):
        return " or ".join(map(str, self.values))

    def holds(self, graph, names, given):
        return bool(given) and all(plain(value) in self.values for value in given)


class All(Is):
    """Just these values, of a setting that stands several times."""

    def holds(self, graph, names, given):
        return sorted(map(plain, given), key=str) == sorted(self.values, key=str)


class Between(Is):
    """A number within bounds."""

    def holds(self, graph, names, given):
        low, high = (float(value) for value in self.values)
        return bool(given) and all(low <= float(value) <= high for value in given)


class Known:
    """A reference to something that the portal has."""

    def holds(self, graph, names, given):
        return bool(given) and all(one in names for value in given for one in (value if isinstance(value, list) else [value]))


class Free:
    """Whatever it is: it has no effect."""

    def holds(self, graph, names, given):
        return True


class Followed(Free):
    """Whatever it is: another contract follows it."""


class Maybe:
    """Nothing, or what a fact says."""

    def __init__(self, fact):
        self.fact = fact

    def holds(self, graph, names, given):
        given = [value for value in given if not is_nothing(value) or isinstance(value, str) and value in names]
        return not given or self.fact.holds(graph, names, given)


# What the mock gives where AWS would give something.
OF_THE_MOCK = re.compile("[a-z0-9]{8}")


def is_nothing(value):
    return value is None or value in ("", [], {}) and value is not False or isinstance(value, str) and OF_THE_MOCK.fullmatch(value) is not None


class Form:
    """Another fact in each form of the portal."""

    def __init__(self, **facts):
        self.facts = facts

    def holds(self, graph, names, given):
        fact = self.facts.get(graph.name) or self.facts.get("production")
        return fact.holds(graph, names, given)


def plain(value):
    """A value as AWS reads it."""
    if isinstance(value, list):
        return tuple(sorted(map(str, value)))
    return str(value).lower() if isinstance(value, bool) else str(value)


class Present:
    """Anything but nothing."""

    def holds(self, graph, names, given):
        return bool(given) and all(given)
