"""Pairings (结对): what people write of one, and of what the two units did."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class PairingSheet:
    """A strong unit that helps a weak one: codes of both, what was agreed and when, who looks after it."""

    strong: str
    weak: str
    agreed_on: datetime.date
    agreement: str
    keeper: str = ""
    ended_on: datetime.date | None = None


@dataclass(frozen=True)
class EntrySheet:
    """One line of a pairing's joint log."""

    on: datetime.date
    done: str
    result: str = ""
