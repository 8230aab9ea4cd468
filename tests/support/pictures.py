"""Pictures to bring along: small ones made here, with what a camera would write into them."""

import io

from PIL import Image

CAMERA = 0x010F
ARTIST = 0x013B


def photo(artist: str = "Rita", size: tuple[int, int] = (32, 24), kind: str = "JPEG") -> bytes:
    """A picture that says who took it."""
    exif = Image.Exif()
    exif[CAMERA], exif[ARTIST] = "Larkfield phone", artist
    made = io.BytesIO()
    Image.new("RGB", size, (200, 40, 40)).save(made, kind, exif=exif)
    return made.getvalue()
