"""What routing has learned of a workspace: kept in memory, caught up with what people said since, made anew after a
restart or a change of settings.

The truth are the labels, in order, and the settings; a model is made of them alone, so it is the same in every process
that has learned all. A report waits for a few new lessons at most. Where there are more it goes by what was learned
until then, or without any such model by keywords alone, and the clock catches up beside it.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from threading import Lock
from typing import TYPE_CHECKING

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.features import LONGEST
from bot.domain.phrases import as_one
from bot.domain.routing import Facts, Route, Router
from bot.services.directory import Directory, directory
from storage import learning as stored
from storage import settings as stored_settings
from storage.db import MEMORY, Database
from storage.learning import Kept, Snapshot
from storage.settings import Versions

if TYPE_CHECKING:  # it brings numpy, which a workspace without lessons never needs
    from bot.domain.confidence import Fit
    from bot.domain.learning import Learned, Learner

AT_ONCE = 50
"""So many lessons a report waits for, a few milliseconds each."""
SAVE_EVERY = 50
SAVE_AGAIN = timedelta(minutes=5)
"""So long a snapshot from before a correction stands, however many corrections follow."""
MODELS = 16
"""Of so many workspaces one process keeps the models, those used last: each takes up to twenty megabytes."""
_BATCH = 200
_MARKS = " .!?~。"

Progress = Callable[[int, int], object]
"""Called with how many labels are done, of how many."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How routing stands in a workspace. `fit`: where its threshold lies, and what that stands on. `labels`: how often
    people said something; `lessons` of these taught something new. `saved`: how far the snapshot has come, and when it
    was made."""

    labels: int
    lessons: int
    by_team: Mapping[str | None, int]
    by_kind: Mapping[str, int]
    fit: "Fit"
    saved: tuple[int, datetime] | None


@dataclass
class _Model:
    """One learner after the first `seq` labels, made from settings and stories of `basis`. `made_for`: the versions of
    both, which tell it from a later one."""

    learner: "Learner"
    basis: str
    made_for: tuple[int, int]
    seq: int = 0

    def is_of_later(self, basis: str, now: Versions) -> bool:
        """Whether it is made from settings or stories that this transaction does not see yet."""
        return self.basis != basis and self.made_for > (now.settings, now.lessons)

    def is_of_words(self, router: Router) -> bool:
        """Whether it knows these teams by these words. What stories and labels said until a moment ago is still better
        than keywords alone; what other teams meant is not."""
        return self.basis.startswith(_words(router))

    def has_come(self, basis: str, now: Versions) -> bool:
        return self.basis == basis and self.seq >= now.labels

    def learn(self, session: Session, workspace_id: str, until: int, progress: Progress | None = None) -> None:
        """Learn the labels up to `until`, in order."""
        from bot.domain.learning import Lesson

        while self.seq < until:
            upto = min(self.seq + _BATCH, until)
            for told in stored.lessons(session, workspace_id, after=self.seq, until=upto):
                self.learner.learn(Lesson(words_of(told.story, told.customer_words), told.team_key, told.number))
            self.seq = upto
            if progress is not None:
                progress(upto, until)


@dataclass
class _Place:
    """Where one workspace's model is kept. Whoever guesses or learns holds the lock. `is_refused`: a snapshot is there
    and cannot be used."""

    lock: Lock = field(default_factory=Lock)
    model: _Model | None = None
    is_refused: bool = False


@dataclass
class _Kept:
    """The models of one process."""

    lock: Lock = field(default_factory=Lock)
    places: "OrderedDict[str, _Place]" = field(default_factory=OrderedDict)

    def is_used(self, workspace_id: str) -> bool:
        """Whether something is routed here for a workspace."""
        with self.lock:
            return workspace_id in self.places

    def of(self, workspace_id: str) -> _Place:
        """A workspace's place; the one that nobody has used for longest goes."""
        with self.lock:
            found = self.places.setdefault(workspace_id, _Place())
            self.places.move_to_end(workspace_id)
            if len(self.places) > MODELS:
                self.places.popitem(last=False)
            return found


class Learning:
    """Keeps models at hand for reports, and says how routing stands."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    def catch_up(self, workspace_id: str) -> Snapshot | None:
        """Learn, beside the reports, what they would have to wait for; a snapshot that is worth keeping, or None.

        A workspace for which nothing is routed in this process has no model here, unless its snapshot is due.
        """
        with self._db.reading() as session:
            settings = directory(session, workspace_id)
            now = stored_settings.last_look(session, workspace_id)
            if not now.labels or not settings.teams:
                return None
            basis = _basis(settings.router, now)
            is_due = self._is_due(stored.kept(session, workspace_id, _words(settings.router)), basis, now.labels)
            if not is_due and not _kept(session).is_used(workspace_id):
                return None
            place = _kept(session).of(workspace_id)
            _bring_up(session, settings.router, workspace_id, place)
            return _snapshot(place) if is_due or place.is_refused else None

    def keep(self, workspace_id: str, one: Snapshot) -> None:
        """Keep a snapshot of these settings, if none is there that knows of more corrections. Where people correct
        faster than all is learned anew, the newest that was finished is better than none."""
        with self._db.transaction(workspace_id) as tx:
            words = _words(directory(tx.session, workspace_id).router)
            there = stored.kept(tx.session, workspace_id, words)
            if one.basis.startswith(words) and (there is None or _corrections(one.basis) >= _corrections(there.basis)):
                stored.keep(tx.session, workspace_id, one, at=self._clock.now())

    def make_anew(self, workspace_id: str, progress: Progress | None = None) -> Snapshot | None:
        """The model made of all labels, whatever is kept of it, for `keep`; None where there is nothing to learn."""
        with self._db.reading() as session:
            settings = directory(session, workspace_id)
            now = stored_settings.last_look(session, workspace_id)
            if not now.labels or not settings.teams:
                return None
            made = _begun(settings.router, now)
            made.learn(session, workspace_id, now.labels, progress)
            return Snapshot(made.basis, made.seq, made.learner.dump())

    def replace(self, workspace_id: str, one: Snapshot) -> None:
        """Keep what was made anew in the place of whatever is kept, however far that has come."""
        with self._db.transaction(workspace_id) as tx:
            stored.drop(tx.session, workspace_id)
        self.keep(workspace_id, one)

    def where(self, workspace_id: str, facts: Facts) -> Route:
        """Where a report would go if it came now."""
        with self._db.reading() as session:
            return route(session, directory(session, workspace_id), facts)

    def standing(self, workspace_id: str) -> Standing | None:
        """How routing stands; None in a workspace without teams."""
        with self._db.reading() as session:
            settings = directory(session, workspace_id)
            now = stored_settings.last_look(session, workspace_id)
            if not settings.teams:
                return None
            place = _kept(session).of(workspace_id)
            model = _bring_up(session, settings.router, workspace_id, place)
            with place.lock:
                fit = model.learner.fit
            kept = stored.kept(session, workspace_id, _words(settings.router))
            counted = stored.counted(session, workspace_id, until=now.labels)
            by_team, by_kind = dict[str | None, int](), dict[str, int]()
            for one in counted:
                by_team[one.team_key] = by_team.get(one.team_key, 0) + one.lessons
                by_kind[one.kind] = by_kind.get(one.kind, 0) + one.lessons
            return Standing(now.labels, sum(by_kind.values()), by_team, by_kind, fit,
                            (kept.seq, kept.made_at) if kept else None)

    def _is_due(self, kept: Kept | None, basis: str, labels: int) -> bool:
        """Whether there is a snapshot to be made: of so many new labels, or of corrections after some time."""
        if kept is not None and kept.basis != basis:
            return self._clock.now() - kept.made_at >= SAVE_AGAIN
        return labels - (kept.seq if kept else 0) >= SAVE_EVERY


def route(session: Session, settings: Directory, facts: Facts) -> Route:
    """Which team can fix it, after all that people of this workspace said of earlier ones. A step."""
    return settings.router.route(facts, guesser(session, settings))


def guesser(session: Session, settings: Directory) -> "Callable[[str], Learned | None]":
    """What says of a text what was learned; for a router whose rules are others than those of the settings, too."""
    return partial(_guess, session, settings)


def words_changed(session: Session, workspace_id: str, report_id: str) -> None:
    """The words of a report are others from now on, or are nobody's any more: what was learned from it is learned anew,
    in every process."""
    stored.story_changed(session, workspace_id, report_id)


def words_of(story: str, customer_words: str | None) -> str:
    """The words of a report that say whose it is."""
    return f"{story}\n{customer_words or ''}"


def teach_the_same(router: Router, one: str, other: str) -> bool:
    """Whether two texts do: white space, case, width, and marks at the end with which no keyword ends, change nothing
    of what is learned."""
    words = chain((name.name for name in router.touchpoints), *(team.keywords for team in router.teams),
                  *router.glossary.concepts.values())
    marks = "".join(set(_MARKS) - {as_one(word)[0].strip()[-1:] for word in words})
    return _as_learned(one, marks) == _as_learned(other, marks)


def _as_learned(text: str, marks: str) -> str:
    folded, _ = as_one(text[:LONGEST])
    return " ".join(folded.split()).rstrip(marks)


def _guess(session: Session, settings: Directory, text: str) -> "Learned | None":
    """What was learned says of a text; None while nothing was, or while it is being made anew."""
    now = stored_settings.last_look(session, settings.workspace_id)
    if not now.labels:
        return None
    place = _kept(session).of(settings.workspace_id)
    with place.lock:
        if not stored.may_still_change(session):
            _catch_up(session, settings.router, settings.workspace_id, now, place)
        model = place.model
        return model.learner.guess(text) if model and model.is_of_words(settings.router) else None


def _catch_up(session: Session, router: Router, workspace_id: str, now: Versions, place: _Place) -> None:
    """Bring the model up to `now` as far as a report may wait for it. The caller holds the lock."""
    model, basis = place.model, _basis(router, now)
    if model is not None and model.is_of_later(basis, now):
        return
    have = model.seq if model is not None and model.basis == basis else 0
    if (have == 0 or now.labels - have > AT_ONCE) and (
            found := _loaded(session, router, workspace_id, now, place, beyond=have)):
        place.model, have = found, found.seq
    if now.labels - have > AT_ONCE:
        if place.model is None or not place.model.is_of_words(router):
            place.model = _loaded_as_it_was(session, router, workspace_id, place) or place.model
        return
    if place.model is None or place.model.basis != basis:
        place.model = _begun(router, now)
    place.model.learn(session, workspace_id, now.labels)


def _bring_up(session: Session, router: Router, workspace_id: str, place: _Place) -> _Model:
    """The model as of this session's moment, however much there is to learn; meanwhile reports are not kept waiting."""
    now = stored_settings.last_look(session, workspace_id)
    with place.lock:
        _catch_up(session, router, workspace_id, now, place)
        model = place.model
        if model is not None and model.has_come(_basis(router, now), now):
            return model
    made = _loaded(session, router, workspace_id, now, place, beyond=0) or _begun(router, now)
    made.learn(session, workspace_id, now.labels)
    with place.lock:
        model = place.model
        if model is None or not (model.is_of_later(made.basis, now) or model.has_come(made.basis, now)):
            place.model = made
    return made


def _loaded(session: Session, router: Router, workspace_id: str, now: Versions, place: _Place, *, beyond: int
            ) -> _Model | None:
    """The model as its snapshot has it, where that has come further than `beyond`; None where it cannot be used."""
    found = stored.snapshot(session, workspace_id, _basis(router, now), beyond=beyond)
    if found is None or found.seq > now.labels:
        return None
    return _restored(found, router, place, (now.settings, now.lessons))


def _loaded_as_it_was(session: Session, router: Router, workspace_id: str, place: _Place) -> _Model | None:
    """The newest snapshot of these words, whatever was corrected since: for as long as all is learned anew."""
    kept = stored.kept(session, workspace_id, _words(router))
    found = stored.snapshot(session, workspace_id, kept.basis, beyond=0) if kept else None
    return _restored(found, router, place, (0, 0)) if found else None


def _restored(found: Snapshot, router: Router, place: _Place, made_for: tuple[int, int]) -> _Model | None:
    from bot.domain.learning import Learner, Outdated

    try:
        learner = Learner.load(found.data, router.teams, router.touchpoints, router.glossary)
    except Outdated:
        place.is_refused = True
        return None
    return _Model(learner, found.basis, made_for, found.seq)


def _begun(router: Router, now: Versions) -> _Model:
    from bot.domain.learning import Learner

    learner = Learner(router.teams, router.touchpoints, router.glossary)
    return _Model(learner, _basis(router, now), (now.settings, now.lessons))


def _snapshot(place: _Place) -> Snapshot | None:
    with place.lock:
        model, place.is_refused = place.model, False
        if model is None:
            return None
        basis, seq, copied = model.basis, model.seq, model.learner.copied()
    return Snapshot(basis, seq, copied.packed())  # reports need not wait for that


def _basis(router: Router, now: Versions) -> str:
    """What a model is made from beside the labels: the settings' words, how it is made, and corrections until now."""
    return f"{_words(router)}{now.lessons}"


def _words(router: Router) -> str:
    """What a basis begins with: the settings' words, and how a model is made."""
    from bot.domain.learning import FORMAT

    return f"{router.words_key}:{FORMAT}:"


def _corrections(basis: str) -> int:
    return int(basis.rpartition(":")[2])


def _kept(session: Session) -> _Kept:
    found: _Kept = session.info[MEMORY].setdefault("learning", _Kept())
    return found
