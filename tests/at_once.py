"""Several people at the same moment, each with a thread and a database connection of their own."""

import threading
from collections.abc import Callable, Sequence

from django.db import connection

PATIENCE = 60  # seconds until a test gives up on threads that wait for each other


def at_once(*deeds: Callable) -> list:
    """What each call gave back, or the exception it raised, in the order of the calls."""
    gate = threading.Barrier(len(deeds))
    answers: list = [None] * len(deeds)

    def run(number: int, deed: Callable) -> None:
        try:
            gate.wait(PATIENCE)
            answers[number] = deed()
        except Exception as error:  # noqa: BLE001  (whatever it is, the test compares it)
            answers[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "threads wait for each other"
    return answers


def of_type(answers: Sequence, kind: type) -> list:
    return [answer for answer in answers if isinstance(answer, kind)]
