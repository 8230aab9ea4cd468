"""Reports that went to the wrong team, and enough that went to the right one."""

from bot.domain.annoyances import Move
from tests.support.play import Play

REFUNDS, VOUCHERS = range(1, 9), range(9, 12)


def misrouted(play: Play) -> Play:
    """Eight refunds that Payments takes, and three vouchers that it hands to the App team; all of them are reported
    before anything is learned of any."""
    for number in REFUNDS:
        play.report(f"The refund of order {number} never came")
    for number in VOUCHERS:
        play.report(f"The voucher was refused, and no refund for {number}")
    for number in REFUNDS:
        play.make(Move.ACKNOWLEDGE, number)
    for number in VOUCHERS:
        play.make(Move.NOT_OURS, number, team="app")
    return play
