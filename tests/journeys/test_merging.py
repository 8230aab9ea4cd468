"""Two annoyances become one, and apart again, as those see it who reported them and those who see to them."""

from tests.support import cast
from tests.support.snag import Office, action_ids, texts

FIRST, SECOND = "The refund never came", "Her refund is late again"


async def test_merged_from_its_card_by_number_and_taken_back(office: Office) -> None:
    await office.report(cast.RITA, FIRST)
    await office.report(cast.MINJUN, SECOND)
    before = texts(office.direct(cast.RITA))
    await office.click(cast.ANA, office.card(cast.PAY, 2), "more")
    await office.click(cast.ANA, office.form(cast.ANA), "merge")
    wrong = await office.submit(cast.ANA, {"number": "the first"})
    assert wrong.errors is not None
    assert list(wrong.errors) == ["number"]
    await office.submit(cast.ANA, {"number": "#1"})
    await office.submit(cast.ANA)
    ended = office.card(cast.PAY, 2)
    assert ended["text"].startswith("#2 was merged into #1.")
    assert office.card(cast.PAY, 1)["ts"].replace(".", "") in str(ended["blocks"])  # the way to the one that stays
    assert office.thread(cast.PAY, 1)[-1] == f"ana merged #2 “{SECOND}” into this."
    assert office.thread(cast.PAY, 2)[-1] == "It was merged into #1."
    heard = texts(office.direct(cast.MINJUN))[-1]
    assert "#2" in heard
    assert "#1" in heard
    assert texts(office.direct(cast.RITA)) == before
    await office.click(cast.ANA, ended, "more")
    assert "unmerge" in action_ids(office.form(cast.ANA))
    await office.click(cast.ANA, office.form(cast.ANA), "unmerge")
    assert office.card(cast.PAY, 2)["text"].startswith(f"#2 {SECOND}")
    assert office.thread(cast.PAY, 1)[-1] == f"ana took the merge of #2 “{SECOND}” back."
    assert office.thread(cast.PAY, 2)[-1] == "ana took the merge back: this stands by itself again."
    assert texts(office.direct(cast.RITA)) == before
    assert texts(office.direct(cast.MINJUN))[-1] == (
        f"제보하신 #2 “{SECOND}” 건은 다시 따로 살펴보고 있어요. 진행되면 알려 드릴게요.")
