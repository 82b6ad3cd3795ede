"""python -m docs.map: draws the map of the README anew, from the code.

The rooms and their order are those of the contract in pyproject.toml, what a room is about is its docstring, and whom
it knows is what it imports. Nothing is drawn that does not stand there, so the map cannot grow old.
"""

import ast
import re
import tomllib
from pathlib import Path

import grimp

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
HOUSE = "campaigns"
ORDER = "The floor plan of campaigns is the year"
SHELVES = ("choices", "rules", "models", "actions", "reports", "forms", "exchange", "views", "urls", "admin")
MORE = "more"  # files that stand on no shelf
COLUMNS = (*SHELVES, MORE)
BEGIN, END = "<!-- drawn by make map: -->\n", "<!-- so far -->\n"
NONE = "·"


def main() -> None:
    README.write_text(with_map(README.read_text(encoding="utf-8")), encoding="utf-8")


def with_map(text: str) -> str:
    """A text with the map as it is now between its two marks. Raises ValueError where there are none."""
    before, begin, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"The marks {BEGIN!r} and {END!r} are missing.")
    return f"{before}{begin}```\n{drawn()}\n```\n{end}{after}"


def drawn() -> str:
    """The map: what each room is about, how many files stand on its shelves, which rooms it knows."""
    floors = floor_plan()
    rooms = [room for floor in floors for room in floor]
    known = knowledge(rooms)
    widest = max(len(room) for room in rooms)
    about, counted, knows = [], [], []
    for number, floor in enumerate(floors, 1):
        for room in floor:
            mark = f"{number:2}" if room == floor[0] else "  "
            about.append(f"{mark}  {room:{widest}}  {subject(room)}")
            knows.append(f"    {room:{widest}}  {' '.join(known[room]) or NONE}")
            if files := shelves(room):
                row = (f"{files.get(shelf) or NONE:>{len(shelf)}}" for shelf in COLUMNS)
                counted.append(f"    {room:{widest}}  {'  '.join(row)}")
    return "\n".join(
        (
            "Rooms, in the order in which the year needs them; those of one number know nothing of each other",
            *about,
            "",
            f"    {'Files':{widest}}  {'  '.join(COLUMNS)}",
            *counted,
            "",
            f"    {'Room':{widest}}  knows",
            *knows,
        )
    )


def floor_plan() -> list[list[str]]:
    """The rooms of each floor, the first of the year first."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["name"] == ORDER)
    return [re.findall(r"\w+", layer) for layer in reversed(layers)]


def subject(room: str) -> str:
    """What a room is about: its docstring."""
    place = ROOT / HOUSE / room
    home = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    return " ".join((ast.get_docstring(ast.parse(home.read_text(encoding="utf-8"))) or "").split()).rstrip(".")


def shelves(room: str) -> dict[str, int]:
    """How many files stand on each shelf of a room; nothing for a room that is one file."""
    place = ROOT / HOUSE / room
    numbers: dict[str, int] = {}
    for path in place.rglob("*.py"):
        if path.name != "__init__.py":
            name = path.relative_to(place).parts[0].removesuffix(".py")
            shelf = name if name in SHELVES else MORE
            numbers[shelf] = numbers.get(shelf, 0) + 1
    return numbers


def knowledge(rooms: list[str]) -> dict[str, list[str]]:
    """Which rooms each room imports from, in their order."""
    graph = grimp.build_graph(HOUSE, cache_dir=None)
    known: dict[str, set[str]] = {room: set() for room in rooms}
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            room, other = (name.split(".")[1] if "." in name else "" for name in (module, imported))
            if room in known and other in known and room != other:
                known[room].add(other)
    return {room: [other for other in rooms if other in known[room]] for room in rooms}


if __name__ == "__main__":
    main()
