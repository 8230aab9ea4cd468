"""What Snag has learned of who can fix what: a model that can be made anew from the labels, and what admins said of
the rules that it proposes."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from storage.tables.columns import Instant, belongs, held, in_workspace, pk


class RoutingModel(SQLModel, table=True):
    """A workspace's learner after its first `seq` labels. A cache: labels and settings make the same one anew."""

    __tablename__ = "routing_model"
    __table_args__ = (in_workspace(),)
    workspace_id: str = pk()
    basis: str = Field(primary_key=True, sa_column_kwargs=held("a hash of the settings that it was made from"))
    seq: int = Field(sa_column_kwargs=held("the last label that it learned"))
    data: bytes = Field(sa_type=LargeBinary, sa_column_kwargs=held(
        "weights of hashed pieces of masked words, from which no text can be read back", origin="reporter",
        kept="until it is made anew"))
    made_at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when"))


class RuleProposal(SQLModel, table=True):
    """An admin took or dismissed a rule that Snag proposed after reports had gone to the wrong team."""

    __tablename__ = "rule_proposal"
    __table_args__ = (in_workspace(), belongs("team_key", to="team:key"))
    workspace_id: str = pk()
    team_key: str = Field(primary_key=True, sa_column_kwargs=held("where the rule leads"))
    keyword: str = Field(primary_key=True, sa_column_kwargs=held("the words that it looks for", origin="reporter",
                                                                 seen="admins"))
    is_taken: bool = Field(sa_column_kwargs=held("taken, or dismissed", origin="admin"))
    by: str = Field(sa_column_kwargs=held("who said so", origin="Slack", seen="admins"))
    at: datetime = Field(sa_type=Instant, sa_column_kwargs=held("when"))
