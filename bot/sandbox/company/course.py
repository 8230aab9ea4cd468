"""Go through the reports and moves of one annoyance in time, by the product's own rules, and stop at what cannot be."""

from bot.domain import annoyances
from bot.domain.annoyances import FIXED, State
from bot.domain.verification import Answer, came_back, verified
from bot.sandbox.company.errors import CompanyError
from bot.sandbox.company.map import Map
from bot.sandbox.company.model import Move, Step, Story

ANSWERS = {Move.GONE: Answer.GONE, Move.STILL_HAPPENING: Answer.STILL}

# Reporters are asked seven days after resolving, in their working hours. A weekend later everybody has been asked; five
# working days after asking it is over, which at the earliest is the evening of the fifth day.
HOURS_UNTIL_ALL_ARE_ASKED = 7 * 24 + 72
HOURS_UNTIL_ASKING_ENDS = 7 * 24 + 4 * 24 + 8


class Course:
    """One annoyance: where it stands, with which team and person, who reported it and what they answered."""

    def __init__(self, first: Story, where: Map) -> None:
        self._first = first
        self._map = where
        self.team = where.first_team(first)
        self.assignee: str | None = None
        self.state = State.NEW if self.team else State.TRIAGE
        self._reporters = {first.user}
        self._answers: dict[str, Answer] = {}
        self._resolved_after = 0.0

    def run(self, me_toos: list[Story]) -> None:
        """All that happened, in time. Raises a CompanyError at the first thing that could not."""
        self._check_hours()
        happenings: list[tuple[float, Story | Step]] = [(self._hours_after(one), one) for one in me_toos]
        happenings += [(step.after_hours, step) for step in self._first.then]
        for _, happening in sorted(happenings, key=lambda pair: pair[0]):
            if isinstance(happening, Story):
                self._join(happening)
            elif self.state is State.RESOLVED and happening.move in ANSWERS:
                self._answer(happening)
            else:
                self._move(happening)

    def _hours_after(self, me_too: Story) -> float:
        return (self._first.days_ago - me_too.days_ago) * 24

    def _check_hours(self) -> None:
        hours = [0.0, *(step.after_hours for step in self._first.then)]
        if hours != sorted(set(hours)):
            raise self._refusal("after_hours must grow from step to step")
        if hours[-1] > self._first.days_ago * 24:
            raise self._refusal("its last move lies in the future")

    def _join(self, me_too: Story) -> None:
        if self.state in FIXED:
            raise CompanyError(f"story {me_too.id}: a me too of what is {self.state} would reopen it")
        self._reporters.add(me_too.user)

    def _move(self, step: Step) -> None:
        move = _in_the_product(step.move)
        if move is None or not annoyances.allows(self.state, move):
            raise self._refusal(f"'{step.move}' is not possible when it is {self.state}")
        if not self._map.may(step.by, move, self.team):
            raise self._refusal(f"{step.by} may not '{step.move}' for {self.team or 'triage'}")
        if step.move in (Move.CHOOSE_TEAM, Move.NOT_OURS):
            self.team, self.assignee = step.to, None
        if step.move is Move.ASSIGN:
            self._assign(step.to)
        if step.move is Move.RESOLVE:
            self._resolved_after, self._answers = step.after_hours, {}
        self.state = annoyances.after(
            move, self.state, has_team=self.team is not None, has_assignee=self.assignee is not None
        )

    def _assign(self, assignee: str | None) -> None:
        if self.team and assignee not in self._map.members(self.team):
            raise self._refusal(f"{assignee} is not in {self.team}")
        self.assignee = assignee

    def _answer(self, step: Step) -> None:
        if step.by not in self._reporters:
            raise self._refusal(f"{step.by} was not asked, only reporters are")
        waited = step.after_hours - self._resolved_after
        if waited < HOURS_UNTIL_ALL_ARE_ASKED:
            raise self._refusal(f"{step.by} answers before being asked")
        if waited >= HOURS_UNTIL_ASKING_ENDS:
            raise self._refusal(f"{step.by} answers when the asking may be over")
        self._answers[step.by] = ANSWERS[step.move]
        self._conclude()

    def _conclude(self) -> None:
        answers, asked = list(self._answers.values()), len(self._reporters)
        if came_back(answers, asked):
            self.state = State.CAME_BACK
        elif len(answers) == asked and verified(answers, asked):
            self.state = State.VERIFIED

    def _refusal(self, why: str) -> CompanyError:
        return CompanyError(f"story {self._first.id}: {why}")


def _in_the_product(move: Move) -> annoyances.Move | None:
    """The bot's own name of a move; answers are none."""
    return None if move in ANSWERS else annoyances.Move(move.value)
