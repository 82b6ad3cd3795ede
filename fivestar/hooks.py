"""Named places at which an earlier part of the program lets a later one join in, without knowing it.

approved = Hook("what else happens when plans are approved")       # the earlier room

@approved.register                                                 # the later room
def open_ledgers(change, plans): ...

approved(change, plans)                                            # the earlier room, in its deed
"""

from collections.abc import Callable
from typing import Any, TypeVar

Registered = TypeVar("Registered", bound=Callable)


class Nobody(LookupError):
    """A hook was called at which nobody has registered: a part of the program was not loaded."""


class Hook:
    """Calls what has registered, in the order of registration, with what the caller gives.

    occasion -- when it is called, in words, for whoever reads an error.
    """

    def __init__(self, occasion: str):
        self.occasion = occasion
        self.registered: list[Callable] = []

    def register(self, joining: Callable | Registered) -> Registered:
        """Let a function join in; the function itself comes back, so that this serves as a decorator."""
        self.registered.append(joining)
        return joining

    def __call__(self, *args, **kwargs) -> list[Any]:
        """What each of the registered functions gave back. Raises Nobody where there is none."""
        if not self.registered:
            raise Nobody(f"Nobody has registered for: {self.occasion}")
        return [joining(*args, **kwargs) for joining in self.registered]
