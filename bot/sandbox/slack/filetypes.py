"""What Slack calls a file by its name: its type as a short word and as a label."""

from mimetypes import guess_type

_KNOWN = {
    "csv": ("csv", "CSV", "text/csv"),
    "gif": ("gif", "GIF", "image/gif"),
    "heic": ("heic", "HEIC", "image/heic"),
    "jpeg": ("jpg", "JPEG", "image/jpeg"),
    "jpg": ("jpg", "JPEG", "image/jpeg"),
    "pdf": ("pdf", "PDF", "application/pdf"),
    "png": ("png", "PNG", "image/png"),
    "txt": ("text", "Plain Text", "text/plain"),
    "webp": ("webp", "WebP", "image/webp"),
}
_BINARY = ("binary", "Binary")


def extension_of(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def mimetype_of(name: str) -> str:
    known = _KNOWN.get(extension_of(name))
    return known[2] if known else guess_type(name)[0] or "application/octet-stream"


def filetype_of(name: str, mimetype: str) -> tuple[str, str]:
    """`filetype` and `pretty_type`."""
    known = _KNOWN.get(extension_of(name)) or next((one for one in _KNOWN.values() if one[2] == mimetype), None)
    return known[:2] if known else _BINARY
