"""What shared bottlenecks are narrowed to."""

from dataclasses import dataclass

from campaigns.ledger.rules.lists import TaskFilter
from campaigns.problems.rules import NO_TASK, UNFIXED, ProblemFilter
from campaigns.year.choices import DueGroup


@dataclass(frozen=True)
class BottleneckFilter:
    """What bottlenecks are narrowed to; what is empty does not narrow.

    star -- the code of a star in both star sets, or NO_STAR. task -- key of a task, or NO_TASK.
    department -- exactly as it is written, or NO_DEPARTMENT.
    """

    star: str = ""
    task: str = ""
    department: str = ""
    township: str = ""

    @property
    def tasks(self) -> TaskFilter:
        """The overdue tasks that it keeps, as the ledger's list asks for them."""
        return TaskFilter(
            star=self.star, task=self.task, department=self.department, township=self.township, due=DueGroup.OVERDUE
        )  # fmt: skip

    @property
    def problems(self) -> ProblemFilter:
        """The open problems that it keeps, as the problem list asks for them."""
        return ProblemFilter(
            star=self.star, task=self.task, department=self.department, township=self.township, state=UNFIXED
        )  # fmt: skip

    @property
    def is_one(self) -> bool:
        """Whether it keeps one bottleneck at most."""
        return bool(self.department and self.task and (self.star or self.task != NO_TASK))
