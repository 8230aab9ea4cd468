"""What teams asked their reporters, and what those answered."""

from datetime import datetime

from sqlmodel import Session
from sqlmodel import select as pick

from storage.ids import new_id
from storage.tables import Question, QuestionAnswer


def ask(session: Session, workspace_id: str, number: int, *, by: str, text: str, at: datetime) -> str:
    """Keep a question; returns its id."""
    question_id = new_id()
    session.add(Question(workspace_id=workspace_id, id=question_id, number=number, by=by, text=text, at=at))
    session.flush()
    return question_id


def get(session: Session, workspace_id: str, question_id: str) -> Question | None:
    return session.exec(pick(Question).where(Question.workspace_id == workspace_id,
                                             Question.id == question_id)).first()


def answer(session: Session, workspace_id: str, question_id: str, *, reporter: str, text: str, at: datetime) -> str:
    """Keep an answer; somebody may answer more than once. Returns its id."""
    answer_id = new_id()
    session.add(QuestionAnswer(workspace_id=workspace_id, question_id=question_id, id=answer_id, reporter=reporter,
                               text=text, at=at))
    session.flush()
    return answer_id
