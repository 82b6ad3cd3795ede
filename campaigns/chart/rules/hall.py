"""Links to a wall chart for the screen in a hall: how one is made, and how it is known again."""

import base64
import hashlib

from django.utils.crypto import salted_hmac


def hall_token(seed: str, place: str) -> str:
    """The secret part of a link's address: 32 letters that nobody guesses.

    It follows from the form by which the link was made and the installation's secret key, so that a form that is sent
    twice makes one link, and nothing that tells it is stored.

    seed -- the form's one-time token. place -- the code of the place.
    """
    secret = salted_hmac("campaigns.hall", f"{seed} {place}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(secret[:24]).decode()


def digest_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
