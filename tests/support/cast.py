"""The small cast that plays in every test: Larkfield's workspace, its people and their channels."""

from dataclasses import dataclass

WORKSPACE = "T0SNAG"
DOMAIN = "larkfield"
APP, BOT, BOT_USER = "A0SNAG", "B0SNAG", "U0SNAG"

RITA, MINJUN, YUKI = "U0RITA", "U0MINJUN", "U0YUKI"
ANA, BEN = "U0ANA", "U0BEN"
HANA, KEN = "U0HANA", "U0KEN"
MIA, CARA, TESS, ADAM = "U0MGR", "U0CARA", "U0TESS", "U0ADMIN"
GUS = "U0GUS"

PAY, APP_TEAM, DELIVERY = "C0PAY", "C0APP", "C0DELIVERY"
TRIAGE, GENERAL = "C0TRIAGE", "C0GENERAL"
PAY_TEAM = "S0PAYTEAM"


@dataclass(frozen=True, slots=True)
class Someone:
    """One of the cast as Slack describes them."""

    id: str
    name: str
    locale: str = "en-US"
    zone: str = "Europe/Berlin"
    is_admin: bool = False
    is_guest: bool = False


PEOPLE = (
    Someone(RITA, "Rita"),
    Someone(MINJUN, "Minjun", "ko-KR", "Asia/Seoul"),
    Someone(YUKI, "Yuki", "ja-JP", "Asia/Tokyo"),
    Someone(ANA, "Ana"),
    Someone(BEN, "Ben"),
    Someone(HANA, "Hana", "ko-KR", "Asia/Seoul"),
    Someone(KEN, "Ken", "ja-JP", "Asia/Tokyo"),
    Someone(MIA, "Mia"),
    Someone(CARA, "Cara"),
    Someone(TESS, "Tess"),
    Someone(ADAM, "Adam", is_admin=True),
    Someone(GUS, "Gus", is_guest=True),
)
