"""A yardstick: what one writes in an afternoon from Bolt's and SQLModel's pages, storing the same rows as Snag does.

No masking, no routing, no look-alikes; everything else is as Bolt's default has it. At most 60 lines.
"""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine, event
from sqlalchemy import text as sql
from sqlmodel import Session, create_engine, select

from storage.tables import Annoyance, Inbox, Log, Move, Report, Work, Workspace

WORD = re.compile(r"[^\W\d_]{5,}")


def make(database_url: str, token: str, secret: str, slack_url: str) -> AsyncApp:
    engine = create_engine(database_url)
    app = AsyncApp(signing_secret=secret, client=AsyncWebClient(token, base_url=slack_url))

    @event.listens_for(engine, "connect")
    def set_up(raw: Any, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            raw.execute(f"PRAGMA {pragma}")

    @app.command("/snag")
    async def snag(ack: AsyncAck, command: dict[str, str]) -> None:
        number = store(engine, command)
        await ack(f"Stored as #{number}. You will hear when it is fixed.")

    return app


def store(engine: Engine, command: dict[str, str]) -> int:
    text, by, now = command["text"], command["user_id"], datetime.now(UTC)
    with Session(engine) as session:
        workspace = session.exec(select(Workspace).where(Workspace.slack_team_id == command["team_id"])).one()
        ws, number = workspace.id, workspace.last_number + 1
        workspace.last_number = number
        session.add(Annoyance(workspace_id=ws, number=number, title=text[:80], state="triage", route_by="nothing",
                              created_at=now, changed_at=now))
        session.flush()
        session.add(Inbox(workspace_id=ws, key=command["trigger_id"], answer={"number": number}, at=now))
        session.add(Report(workspace_id=ws, id=uuid4().hex, number=number, first_number=number, reporter_id=by,
                           story=text, door="slash", text_key=str(hash(text)), created_at=now, place=number))
        session.add(Move(workspace_id=ws, number=number, seq=1, at=now, move="report", to_state="triage", by=by))
        session.connection().execute(sql("insert into search(rowid, tokens) values (:place, :tokens)"),
                                     {"place": number, "tokens": " ".join(set(WORD.findall(text.lower())))})
        session.add(Work(workspace_id=ws, id=uuid4().hex, kind="surface", topic="card", dedup_key=f"card:{number}",
                         method="chat.postMessage", channel="C0TRIAGE", chain=f"card:{number}",
                         payload={"number": number}, due_at=now, visible_at=now, created_at=now))
        session.add(Log(workspace_id=ws, id=uuid4().hex, at=now, by=by, act="report", subject=f"#{number}"))
        session.commit()
        return number
