"""English words, the same dates and figures."""

from fivestar.formats.zh_Hans.formats import *  # noqa: F403
