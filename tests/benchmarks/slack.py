"""`python -m tests.benchmarks.slack`: the local Slack with Larkfield in it, in a process of its own.

It says its address as a line of JSON, answers each line it hears with how many messages it has, and ends with its
input.
"""

import asyncio
import json
import sys

from bot.sandbox.company import Company, load
from bot.sandbox.slack import LocalSlack

BOT = "U0SNAG"


def furnish(slack: LocalSlack, company: Company) -> None:
    """Larkfield's people, channels and groups, the app in every channel."""
    for one in company.people:
        slack.add_person(one.id, one.name, one.real_name, one.locale, one.tz, one.is_admin)
    for room in company.channels:
        slack.add_channel(room.id, room.name, [*room.members, BOT], room.is_private)
    for group in company.groups:
        slack.add_group(group.id, group.handle, group.users)


async def main() -> None:
    company = load()
    slack = LocalSlack()
    furnish(slack, company)
    await slack.start()
    print(json.dumps({"api_url": slack.api_url}), flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        posted = sum(call.method == "chat.postMessage" for call in slack.calls)
        print(json.dumps({"posted": posted}), flush=True)
    await slack.stop()


if __name__ == "__main__":
    asyncio.run(main())
