"""Stand-ins for issue trackers: they speak the shapes of the real ones over real HTTP on 127.0.0.1, keep issues, sign
webhooks, and fail as they are told. The sources of each shape are named in its file."""

from tests.support.trackers.github import GitHubShapes
from tests.support.trackers.gitlab import GitLabShapes
from tests.support.trackers.jira import JiraShapes
from tests.support.trackers.linear import LinearShapes
from tests.support.trackers.server import Held, Shapes, StandIn, standing_in

SHAPES: dict[str, Shapes] = {"github": GitHubShapes(), "gitlab": GitLabShapes(), "jira": JiraShapes(),
                             "linear": LinearShapes()}
PROJECTS = {"github": "larkfield/web", "gitlab": "larkfield/web", "jira": "WEB", "linear": "WEB"}

__all__ = ["PROJECTS", "SHAPES", "Held", "Shapes", "StandIn", "standing_in"]
