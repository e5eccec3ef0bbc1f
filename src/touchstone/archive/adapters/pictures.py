"""Pictures: whether one is what it says and no more, and a copy that is safe to show."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

from touchstone.archive.adapters.refusals import FileRefused, damaged, hidden_inside

FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
MOST_PIXELS = 60_000_000
MOST_FRAMES = 100
LONGEST_SIDE = 1600
PREVIEW_TYPE = "image/webp"

MARKUP = re.compile(rb"<(?:script|html|!doctype\s+html|\?php|svg|iframe)[\s>/]", re.IGNORECASE)
"""The beginnings of a page or a program: there is none in a picture that is only a picture."""

PIECE = 1024 * 1024
OVERLAP = 32


def check_picture(opened: IO[bytes], media_type: str, said: str) -> None:
    """Read a picture through. Raises FileRefused where it is damaged, too large to be shown, or more than a picture."""
    with _picture(opened, media_type, said) as picture:
        picture.load()
    if _has_markup(opened):
        raise hidden_inside(f"a {said}")


@contextmanager
def _picture(opened: IO[bytes], media_type: str, said: str) -> Iterator[Image.Image]:
    opened.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(opened, formats=[FORMATS[media_type]]) as picture:
                _refuse_bomb(picture)
                yield picture
    except Image.DecompressionBombError:
        raise _too_large() from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise damaged(f"a {said}") from None
    finally:
        opened.seek(0)


def _refuse_bomb(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > MOST_PIXELS or getattr(picture, "n_frames", 1) > MOST_FRAMES:
        raise _too_large()


def _too_large() -> FileRefused:
    return FileRefused(
        f"This picture unpacks to more than {MOST_PIXELS // 1_000_000} million pixels, or to very many pictures.",
        "Save it smaller and choose the new file.",
    )


def _has_markup(opened: IO[bytes]) -> bool:
    opened.seek(0)
    before = b""
    while piece := opened.read(PIECE):
        if MARKUP.search(before + piece):
            return True
        before = piece[-OVERLAP:]
    return False


def preview(content: bytes, media_type: str) -> bytes:
    """A smaller copy of a picture, drawn anew: no camera, place or time is in it, nor anything else but the picture.

    Raises FileRefused where the content is no such picture.
    """
    with _picture(BytesIO(content), media_type, "picture") as picture:
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    drawn = BytesIO()
    bare.save(drawn, "WEBP", quality=80, method=2)
    return drawn.getvalue()
