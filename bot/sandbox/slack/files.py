"""Files: uploaded by people, or by the app in Slack's three steps; who may see them, and their deletion."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from secrets import token_urlsafe

from bot.sandbox.slack.filetypes import extension_of, mimetype_of
from bot.sandbox.slack.model import ApiError, File, Json
from bot.sandbox.slack.render import file_json, message_json
from bot.sandbox.slack.state import World
from bot.sandbox.slack.talk import Talk

INPUT_SIZE_LIMIT = 10 * 1024 * 1024
"""What one file of a form may weigh (Slack docs: reference/block-kit/block-elements/file-input-element)."""


@dataclass
class Ticket:
    """An upload that the app announced; `arrived` once its bytes were posted."""

    file: File
    length: int
    arrived: bool = False


@dataclass
class Files:
    world: World
    talk: Talk
    tickets: dict[str, Ticket] = field(default_factory=dict)

    # uploading

    def keep(self, user: str, name: str, content: bytes, mimetype: str | None = None, alt_txt: str = "") -> File:
        """A person has uploaded something; nobody else sees it before it is shared or sent with a form."""
        return self._hold(self._made(user, name, mimetype or mimetype_of(name), alt_txt, content))

    def announce(self, name: str, length: int, alt_txt: str) -> tuple[str, File]:
        """The app wants to upload: the key of the address to post to, and the file that it will become."""
        key = token_urlsafe(24)
        file = self._made(self.world.app.bot_user_id, name, mimetype_of(name), alt_txt)
        file.by_app = True
        self.tickets[key] = Ticket(file, length)
        return key, file

    def receive(self, key: str, content: bytes) -> File | None:
        """The bytes of an announced file; None where nothing of that kind was announced."""
        ticket = self.tickets.get(key)
        if ticket is None or ticket.arrived or len(content) != ticket.length:
            return None
        ticket.file.content, ticket.arrived = content, True
        return ticket.file

    def complete(self, titles: Mapping[str, str]) -> list[File]:
        """All of these or none. Their tickets are used up; only now do the files exist."""
        found = {held.file.id: key for key, held in self.tickets.items() if held.arrived}
        if not titles.keys() <= found.keys():
            raise ApiError("file_not_found")
        files = [self.tickets.pop(found[file_id]).file for file_id in titles]
        for file in files:
            file.title = titles[file.id]
        return [self._hold(file) for file in files]

    def _made(self, user: str, name: str, mimetype: str, alt_txt: str, content: bytes = b"") -> File:
        created = int(self.world.clock.now().timestamp())
        return File(self.world.next_id("F"), name, mimetype, user, created, content, alt_txt=alt_txt)

    def _hold(self, file: File) -> File:
        self.world.files[file.id] = file
        return file

    # seeing

    def seen_by_app(self, file_id: str) -> File:
        """What the app uploaded, was given in a form, or finds in a conversation it is in. Else ApiError."""
        file = self.world.files.get(file_id)
        if file is None or not (file.by_app or file.given_to_app or self._in_sight(file, self.world.app.bot_user_id)):
            raise ApiError("file_not_found")
        if file.deleted:
            raise ApiError("file_deleted")
        return file

    def _in_sight(self, file: File, user: str) -> bool:
        """In a conversation of theirs, in a message that still stands there."""
        for channel_id, ts in file.shares:
            channel, message = self.world.channels.get(channel_id), self.world.find(channel_id, ts)
            if channel is not None and user in channel.members and message is not None and file in message.files:
                return True
        return False

    def own(self, user: str, wanted: Iterable[Json | str]) -> list[File]:
        """A person's own files by what they hold of them: an id, or a file object. Else LookupError."""
        return [self._own(user, one if isinstance(one, str) else str(one.get("id", ""))) for one in wanted]

    def _own(self, user: str, file_id: str) -> File:
        file = self.world.files.get(file_id)
        if file is None or file.user != user or file.deleted:
            raise LookupError(f"{user} has no file {file_id}")
        return file

    def for_form(self, user: str, wanted: Iterable[Json | str]) -> list[Json]:
        """What a file input holds. From now on the app may see these files too."""
        files = self.own(user, wanted)
        for file in files:
            file.given_to_app = True
        return [file_json(self.world, file) for file in files]

    # deleting

    def delete(self, file: File) -> None:
        """Its messages stay, with a tombstone in its place (wee-slack pull request 641)."""
        held = [self.world.find(channel, ts) for channel, ts in file.shares]
        before = [(message, message_json(self.world, message)) for message in held if message is not None]
        file.deleted, file.content = True, b""
        for message, was in before:
            self.talk.refresh(message, was)


def input_error(element: Json, files: list[Json]) -> str | None:
    """What the client says to the files of a file input before anything is sent."""
    most = element.get("max_files", 10)
    if len(files) > most:
        return f"Please choose at most {most} {'file' if most == 1 else 'files'}."
    allowed = [str(kind).lower().lstrip(".") for kind in element.get("filetypes") or []]
    for file in files:
        if allowed and extension_of(str(file["name"])) not in allowed:
            return f"Please choose files of these types: {', '.join(allowed)}."
        if file["size"] > INPUT_SIZE_LIMIT:
            return "Please choose files of at most 10 MB."
    return None
