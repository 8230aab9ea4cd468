"""The API's description as one page: no script, nothing from elsewhere, every address, field and problem on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).with_name("html")
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of problem; `anchor` is its place on the page."""

    anchor: str
    status: int
    title: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of what is sent or answered."""

    name: str
    form: str
    needed: bool
    words: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What one method of one address does."""

    method: str
    path: str
    summary: str
    words: str
    scopes: tuple[str, ...]
    parameters: tuple[Field, ...]
    takes: str | None
    gives: str | None


def css() -> str:
    return (HERE / "api.css").read_text("utf-8")


def page(description: Json, problems: Sequence[Problem]) -> str:
    """All of it."""
    prefix = description["servers"][0]["url"]
    operations = [_operation(prefix, path, method, one) for path, methods in description["paths"].items()
                  for method, one in methods.items()]
    schemas = [(name, one.get("description", ""), tuple(_fields(one)))
               for name, one in description["components"]["schemas"].items() if "properties" in one]
    return _templates().get_template("api.html").render(
        introduction=description["info"]["description"].split("\n\n"), operations=operations, schemas=schemas,
        problems=problems)


def _operation(prefix: str, path: str, method: str, one: Json) -> Operation:
    scopes = tuple(scope for need in one.get("security", ()) for named in need.values() for scope in named)
    parameters = tuple(Field(each["name"], _form(each["schema"]), each.get("required", False),
                             each.get("description", "")) for each in one.get("parameters", ()))
    good = next(answer for status, answer in one["responses"].items() if status.startswith("2"))
    return Operation(method.upper(), prefix + path, one["summary"], one.get("description", ""), scopes, parameters,
                     _body(one.get("requestBody")), _body(good))


def _body(one: Json | None) -> str | None:
    content = (one or {}).get("content", {}).get("application/json")
    return _form(content["schema"]) if content else None


def _fields(schema: Json) -> Iterator[Field]:
    for name, one in schema["properties"].items():
        yield Field(name, _form(one), name in schema.get("required", ()), one.get("description", ""))


def _form(schema: Json) -> str:
    """A schema in a few words: `string, 1 to 200 characters, or null`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_form(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_form(schema.get('items', {}))}"
    limits = [f"{words} {schema[key]}" for key, words in _LIMITS.items() if key in schema]
    return ", ".join([str(schema.get("format") or schema.get("type", "any")), *limits])


_LIMITS = {"minLength": "length from", "maxLength": "length to", "minimum": "from", "maximum": "to", "pattern": "as"}


@cache
def _templates() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                       lstrip_blocks=True)
