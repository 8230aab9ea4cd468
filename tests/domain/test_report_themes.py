"""Two stretches of reports in the same themes: what is counted, what is not known, and whose numbers are named."""

from collections.abc import Sequence

from bot.domain.report_themes import NUMBERS_SHOWN, ReportTheme, Span, Told, compared
from bot.domain.themes import Theme


def by_first_word(texts: Sequence[str]) -> list[Theme]:
    words = list(dict.fromkeys(text.split()[0] for text in texts))
    return [Theme(word, tuple(place for place, text in enumerate(texts) if text.startswith(word))) for word in words]


def span(*told: tuple[int, str], is_cut: bool = False) -> Span:
    return Span(tuple(Told(number, text) for number, text in told), is_cut)


NOW = span((9, "printer jams"), (8, "voucher fails"), (7, "printer is slow"))
BEFORE = span((3, "voucher refused"), (2, "voucher lost"), (1, "parking"))


def test_both_stretches_are_counted_side_by_side_the_largest_of_now_first() -> None:
    found = compared(30, NOW, BEFORE, by_first_word)
    assert found.themes == (ReportTheme("printer", 2, 0, (9, 7)), ReportTheme("voucher", 1, 2, (8,)))
    assert (found.days, found.reports, found.is_cut) == (30, 3, False)


def test_what_is_over_is_not_named() -> None:
    assert "parking" not in [theme.name for theme in compared(30, NOW, BEFORE, by_first_word).themes]


def test_where_not_all_were_read_nothing_is_said_of_a_change() -> None:
    for now, before in ((span((9, "printer"), is_cut=True), BEFORE), (NOW, span((1, "printer"), is_cut=True))):
        found = compared(30, now, before, by_first_word)
        assert {theme.before for theme in found.themes} == {None}
        assert found.is_cut == now.is_cut


def test_each_merged_report_counts_and_its_number_stands_once() -> None:
    found = compared(30, span((4, "printer a"), (4, "printer b"), (2, "printer c")), span(), by_first_word)
    assert found.themes == (ReportTheme("printer", 3, 0, (4, 2)),)


def test_only_the_newest_numbers_are_named() -> None:
    found = compared(30, span(*((number, "printer") for number in range(9, 0, -1))), span(), by_first_word)
    assert found.themes[0].numbers == (9, 8, 7)
    assert len(found.themes[0].numbers) == NUMBERS_SHOWN


def test_an_empty_workspace_has_no_themes() -> None:
    assert compared(30, span(), span(), by_first_word).themes == ()
