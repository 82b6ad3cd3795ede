"""Breaks of what turns browser text and files into values."""

from .breaking import Break

EVIDENCE = "tests/evidence/test_exchange.py"
LEDGER = "tests/ledger/test_exchange.py"
LISTS = "tests/workbooks/test_returned.py"
MATRIX = "tests/planning/test_exchange.py"
SHEETS = "tests/sheets/test_exchange.py"

FORMS = [
    Break(
        "campaigns.planning.forms.figures:FigureForm._stated",
        "if of == measure and count is not None:\n                stated[key] = count",
        "if of == measure:\n                stated[key] = count or 0",
        "A figure that a township leaves empty is stated as zero.",
        "tests/planning/views/test_figures.py",
    ),
    Break(
        "campaigns.planning.forms.figures:number",
        r"\d{1,3}(,\d{3})+|\d{1,9}",
        r"\d{1,3}(,\d+)+|\d{1,9}",
        "12,5 is taken for a hundred and twenty-five.",
        "tests/planning/views/test_figures.py",
    ),
    Break(
        "campaigns.planning.forms.marks:MarksForm.__init__",
        '"picking" not in data or match[1] in data.getlist("pick")',
        '"picking" not in data or data.getlist("pick")',
        "Of a workbook's units those are taken over, too, that nobody ticked.",
        MATRIX,
    ),
    Break(
        "campaigns.people.forms:phone_problem",
        " or digits > PHONE_DIGITS",
        "",
        "An identity number is kept as a telephone number.",
        "tests/people/test_posts.py tests/people/test_views.py",
    ),
    Break(
        "campaigns.workbooks.workbook:text",
        "writable(value) if isinstance(value, str) else value",
        "value",
        "One character that an older version stored, and no workbook of the county opens.",
        "tests/changes/test_characters.py",
    ),
    Break(
        "campaigns.problems.forms.lines:Reader._about",
        "(unit.kind, star) not in self.own:",
        "not self.own:",
        "A task force pastes problems of others' stars and is told only when all is sent.",
        "tests/problems/test_views.py",
    ),
    Break(
        "campaigns.opening.forms:_Reader._named_before",
        "if first == number:",
        "if first:",
        "A unit that stands twice in a list of held stars gets the later ones.",
        "tests/opening/test_views.py",
    ),
]

EXCHANGE = [
    Break(
        "campaigns.workbooks.archive:look_through",
        "unpacked > most_unpacked or ",
        "",
        "A file that unpacks to gigabytes in small pieces is opened.",
        f"{MATRIX} {EVIDENCE}",
    ),
    Break(
        "campaigns.workbooks.archive:look_through",
        "_ACTIVE.search(member.filename)",
        "_ACTIVE.match(member.filename)",
        "A workbook with macros is opened.",
        f"{MATRIX} {EVIDENCE}",
    ),
    Break(
        "campaigns.evidence.exchange.evidence:_fetches",
        "_FETCHED.search(link) and _ELSEWHERE.search(link)",
        "not link",
        "A document that fetches a template from elsewhere is kept as evidence.",
        EVIDENCE,
    ),
    Break(
        "campaigns.workbooks.workbook:text",
        "if isinstance(value, str):",
        'if value == "":',
        "A village's word that begins with = becomes a formula in the county's workbook.",
        f"{MATRIX} {SHEETS}",
    ),
    Break(
        "campaigns.planning.exchange.matrix:_read_table",
        "if row is None or row.plan.kind != grid.kind:",
        "if row is None:",
        "A community's stars are read from the villages' sheet.",
        MATRIX,
    ),
    Break(
        "campaigns.planning.exchange.matrix:_read_row",
        "elif not NO.fullmatch(tick):",
        "elif tick is None:",
        "A word that is neither yes nor no takes a star away.",
        MATRIX,
    ),
    Break(
        "campaigns.planning.exchange.matrix:_read_row",
        "stale=bool(version) and int(version) != now",
        "stale=False",
        "A workbook of last week overwrites the marks of this one without a word.",
        MATRIX,
    ),
    Break(
        "campaigns.ledger.exchange:_row_of",
        "elif not _is_about(line, row):",
        "elif row.pk is None:",
        "In a ledger that was sorted in part each village gets its neighbour's words.",
        LEDGER,
    ),
    Break(
        "campaigns.ledger.exchange:LedgerUpload.good",
        "if not row.is_stale]",
        "]",
        "A ledger that comes back late replaces what was written here since.",
        LEDGER,
    ),
    Break(
        "campaigns.workbooks.cells:parse",
        'if spec.kind == "date" and _SERIAL.fullmatch(bare_text):',
        "if spec.kind == bare_text:",
        "A day that WPS turned into a number is refused.",
        SHEETS,
    ),
    Break(
        "campaigns.workbooks.returned:held_against",
        "elif key and key in seen:",
        "elif key in seen and not records:",
        "Of a row that stands twice in a list the later one is taken.",
        LISTS,
    ),
]
