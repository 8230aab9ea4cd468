"""Reports that went to the wrong team, and enough that went to the right one."""

from bot.domain.annoyances import Move
from tests.support.play import Play

VOUCHERS = (9, 10, 11)


def misrouted(play: Play) -> Play:
    """Eight refunds that Payments takes, and three vouchers that it hands to the App team."""
    for number in range(1, 9):
        play.report(f"The refund of order {number} never came")
        play.make(Move.ACKNOWLEDGE, number)
    for number in VOUCHERS:
        play.report(f"The voucher was refused, and no refund for {number}")
        play.make(Move.NOT_OURS, number, team="app")
    return play
