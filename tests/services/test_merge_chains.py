"""Merges and their taking back, in any order: what belongs where is always what the merges that still hold say."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from bot.domain.annoyances import Move, State
from storage.tables import Annoyance, Report
from tests.support.cast import CARA, RITA
from tests.support.finding import words_to
from tests.support.play import Play

MANY = 5
STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, MANY - 1), st.integers(0, MANY - 1)), max_size=9)
"""(merge, or take back; one; another)."""


@dataclass
class Forest:
    """What the rows must say: of each annoyance, what it was merged into itself."""

    parent: dict[int, int] = field(default_factory=dict)

    def root(self, number: int) -> int:
        while number in self.parent:
            number = self.parent[number]
        return number

    def merge(self, one: int, other: int) -> None:
        survivor, ended = sorted((one, other))
        self.parent[ended] = survivor


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_merges_taken_back_in_any_order_leave_what_the_others_say(play: Play, steps: Sequence[tuple[bool, int, int]]
                                                                      ) -> None:
    numbers = [play.report(f"The refund never arrived {word}", RITA, again=True).number
               for word in ("apple", "pear", "plum", "fig", "kiwi")]
    alone = {number: found_by(play, number) for number in numbers}
    forest = Forest()
    for joins, first, second in steps:
        one, other = numbers[first], forest.root(numbers[second])
        if joins and one not in forest.parent and one != other:
            play.make(Move.MERGE, one, CARA, other=numbers[second])
            forest.merge(one, other)
        elif not joins and one in forest.parent:
            play.make(Move.UNMERGE, one, CARA)
            del forest.parent[one]
        agree(play, forest, numbers, alone)
    while forest.parent:
        number, _ = forest.parent.popitem()
        play.make(Move.UNMERGE, number, CARA)
        agree(play, forest, numbers, alone)


def agree(play: Play, forest: Forest, numbers: Sequence[int], alone: dict[int, frozenset[str]]) -> None:
    with play.services.db.reading() as session:
        rows = session.exec(select(Annoyance).where(col(Annoyance.number).in_(numbers))).all()
        reports = session.exec(select(Report).where(col(Report.first_number).in_(numbers))).all()
    assert {row.number: row.merged_into for row in rows} == {
        number: forest.root(number) if number in forest.parent else None for number in numbers}
    assert {row.number for row in rows if row.state == State.MERGED} == set(forest.parent)
    assert {report.first_number: report.number for report in reports} == {
        number: forest.root(number) for number in numbers}
    for number in set(numbers) - set(forest.parent):
        assert found_by(play, number) == frozenset().union(
            *(words for one, words in alone.items() if forest.root(one) == number))


def found_by(play: Play, number: int) -> frozenset[str]:
    return words_to(play.services.db, play.workspace_id, number)
