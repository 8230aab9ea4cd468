"""The project's own files as the tests on its shape see them: which modules there are and what each imports."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("bot", "handlers", "storage")
TEXT_SUFFIXES = {".css", ".html", ".ini", ".js", ".json", ".mako", ".md", ".po", ".py", ".sh", ".toml", ".yaml"}
TEXT_NAMES = {"Makefile", "Procfile", "LICENSE", "run", ".gitignore", ".editorconfig"}


@dataclass(frozen=True)
class Module:
    """One Python file: `path` is relative to the project, `name` as it is imported."""

    path: str
    name: str
    tree: ast.Module

    def imports(self) -> frozenset[str]:
        """Full names of all that it imports, at the top or inside a function; relative ones are resolved."""
        return frozenset(name for node in ast.walk(self.tree) for name in self._imported_by(node))

    def imports_from(self, *packages: str) -> list[str]:
        return sorted(name for name in self.imports() if is_inside(name, *packages))

    def _imported_by(self, node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = self._origin(node)
            yield from (f"{origin}.{alias.name}" for alias in node.names)

    def _origin(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        is_package = self.path.endswith("/__init__.py")
        parts = self.name.split(".")
        base = parts[: len(parts) - node.level + is_package]
        return ".".join([*base, node.module] if node.module else base)


def is_inside(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def dotted(node: ast.expr) -> str:
    """`datetime.datetime.now` from the nodes that spell it; anything but names and dots is left out."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    return node.id if isinstance(node, ast.Name) else ""


def parse(path: Path) -> Module:
    relative = path.relative_to(ROOT)
    parts = relative.with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Module(relative.as_posix(), name, ast.parse(path.read_text(encoding="utf-8")))


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    return tuple(parse(path) for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))


def inside(*packages: str) -> list[Module]:
    """The product's modules in these packages; none where a part is not built yet."""
    return [module for module in modules(*PRODUCT) if is_inside(module.name, *packages)]


def text_files() -> Iterator[Path]:
    """Every file of the project that people read or write, also those that git does not know yet."""
    folders = [*PRODUCT, "tests", "docs", ".ci"]
    yield from filter(_is_text, sorted(ROOT.iterdir()))
    for folder in folders:
        yield from filter(_is_text, sorted((ROOT / folder).rglob("*")))


def _is_text(path: Path) -> bool:
    return path.is_file() and (path.suffix in TEXT_SUFFIXES or path.name in TEXT_NAMES)
