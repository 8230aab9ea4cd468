"""Reports that went to the wrong team, in an admin's Home; what a rule would have done, as a form and as lines of text.
The words of a rule are people's own: they stand in plain text only."""

from collections.abc import Iterator, Sequence

from bot.domain.misroutes import RuleTried, Shown
from bot.domain.trials import Moved, Trial, Verdict
from bot.domain.wording import cut
from bot.text import say
from bot.views.blocks import Json, actions, button, context, header, modal, plain, rich, text
from bot.views.ids import Action, Callback

NAME, TITLE, MOVED_SHOWN = 60, 80, 15
_ROWS = {Verdict.RIGHT: "trial.row_right", Verdict.WRONG: "trial.row_wrong", Verdict.NOT_KNOWN: "trial.row_not_known"}


def at_home(language: str, shown: Sequence[Shown]) -> Iterator[Json]:
    """One line for each proposal, with its two buttons; nothing where there is none."""
    if shown:
        yield header(say(language, "misroute.heading"))
    for place, one in enumerate(shown):
        key = "misroute.row" if one.was else "misroute.row_triage"
        said = say(language, key, n=one.n, keyword=one.keyword, was=cut(one.was or "", NAME), team=cut(one.team, NAME))
        value = carried_rule(one.team_key, one.keyword)
        yield {"type": "section", "text": plain(said, 3000)}
        yield actions(_button(language, "misroute.try", Action.TRY_RULE, value, one),
                      _button(language, "misroute.dismiss", Action.DISMISS_RULE, value, one),
                      block_id=f"misroute_{place}")


def _button(language: str, key: str, action: Action, value: str, one: Shown) -> Json:
    label = say(language, key)
    return button(label, action, value, spoken_label=f"{label}: {one.keyword}")


def carried_rule(team_key: str, keyword: str) -> str:
    """A rule as a button or a form carries it; a team's key has no colon."""
    return f"{team_key}:{keyword}"


def read_rule(value: str) -> tuple[str, str]:
    """The team's key and the keyword."""
    team_key, _, keyword = value.partition(":")
    return team_key, keyword


def try_form(language: str, tried: RuleTried) -> Json:
    """What the rule would have moved of the last reports; sending it adds the rule."""
    lead = say(language, "misroute.form_lead", keyword=tried.keyword, team=cut(tried.team, NAME))
    first, *others = trial_lines(language, tried.trial)
    return modal(Callback.TRY_RULE, say(language, "misroute.form_title"), [
        rich([text(lead, bold=True)], [text(first)]),
        *([rich(*([text(one)] for one in others))] if others else []),
        context(say(language, "misroute.form_small"))],
        submit=say(language, "misroute.submit"), close=say(language, "form.close"),
        metadata=carried_rule(tried.team_key, tried.keyword))


def trial_lines(language: str, found: Trial) -> list[str]:
    """How many would have moved, whether that was right, which they are, and by what they were compared."""
    by_rules = say(language, "trial.by_rules")
    if not found.looked_at:
        return [say(language, "trial.no_reports")]
    if not found.moved:
        return [say(language, "trial.nothing", total=found.looked_at), by_rules]
    judged = say(language, "trial.judged", right=found.count(Verdict.RIGHT), wrong=found.count(Verdict.WRONG),
                 unknown=found.count(Verdict.NOT_KNOWN))
    hidden = len(found.moved) - MOVED_SHOWN
    return [say(language, "trial.moved", n=len(found.moved), total=found.looked_at), judged,
            *(_row(language, one) for one in found.moved[:MOVED_SHOWN]),
            *([say(language, "trial.more", n=hidden)] if hidden > 0 else []), by_rules]


def _row(language: str, one: Moved) -> str:
    triage = say(language, "state.triage")
    return say(language, _ROWS[one.verdict], number=one.number, title=cut(one.title, TITLE),
               before=cut(one.before or triage, NAME), after=cut(one.after or triage, NAME))
