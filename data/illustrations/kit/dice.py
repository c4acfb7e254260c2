"""A seeded source of chance that gives the same picture on every machine."""

import hashlib
import random


class Dice:
    """Chance drawn only from `Random.random()`.

    Python keeps that one sequence stable between versions; `choice` and `shuffle` carry no such promise,
    and the bytes of a picture must not change with the interpreter.
    """

    def __init__(self, seed):
        digest = hashlib.sha256(seed.encode("utf-8")).digest()
        self._random = random.Random(int.from_bytes(digest[:8], "big"))

    def between(self, low, high):
        """A number from low up to high."""
        return low + (high - low) * self._random.random()

    def whole(self, low, high):
        """A whole number from low to high, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def chance(self, share):
        """True in `share` of the cases."""
        return self._random.random() < share

    def pick(self, options):
        """One of the options."""
        return options[int(self._random.random() * len(options))]

    def sample(self, options, count):
        """`count` different options, in drawn order."""
        rest = list(options)
        return [rest.pop(int(self._random.random() * len(rest))) for _ in range(min(count, len(rest)))]

    def side(self):
        """Left or right, as -1 or 1."""
        return self.pick((-1, 1))
