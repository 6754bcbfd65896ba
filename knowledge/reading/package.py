"""The parts of a Word file, which is a zip archive, unpacked under limits."""

import io
import posixpath
import zipfile
import zlib

from .markup import parse_xml
from .model import Limits, Refusal, mib

_MOST_PARTS = 10_000
# XML shrinks some 20 times; only what is made to explode shrinks much more. Small files are harmless.
_HIGHEST_RATIO = 200
_HARMLESS = 10 * 1024 * 1024
_CHUNK = 1024 * 1024
_MAIN_PART = "word/document.xml"
_MAIN_RELATION = "/officeDocument"
_OTHER_PROGRAMS = {
    "xl/": "an Excel workbook",
    "ppt/": "a PowerPoint presentation",
    "mimetype": "an OpenDocument file",
}
_DAMAGED = (
    "damaged or cut off (its zip archive cannot be unpacked); get a complete copy or save it again in Word"
)


class Package:
    """A Word file in memory, its parts unpacked on request.

    Raises Refusal when made of bytes that are no sound zip archive, of an archive that would unpack
    to more than `limits.max_expanded`, or of one protected by a password.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
            raise Refusal(_DAMAGED) from None
        self._names = frozenset(self._archive.namelist())
        self._left = limits.max_expanded
        self._limit = limits.max_expanded
        self._check(len(data))

    def main_part(self) -> str:
        """The name of the part that holds the text. Raises Refusal when there is none."""
        name = self._related_main_part() or _MAIN_PART
        if name in self._names:
            return name
        for start, program in _OTHER_PROGRAMS.items():
            if any(part.startswith(start) for part in self._names):
                raise Refusal(f"is {program}, not a Word document; save its text as .docx, .pdf or .txt")
        raise Refusal(
            f"a zip archive without {_MAIN_PART}, so no Word document; save it again in Word as .docx"
        )

    def part(self, name: str) -> bytes | None:
        """The unpacked bytes of part `name`; None when there is no such part. Raises Refusal."""
        if name not in self._names:
            return None
        chunks = []
        try:
            with self._archive.open(name) as file:
                while chunk := file.read(_CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise self._bomb()
                    chunks.append(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
            raise Refusal(_DAMAGED) from None
        return b"".join(chunks)

    def _related_main_part(self) -> str:
        """The main part that the package's relationships name, "" if none; Word on the web renames it."""
        relations = self.part("_rels/.rels")
        for relation in parse_xml(relations) if relations else ():
            if (relation.get("Type") or "").endswith(_MAIN_RELATION):
                return posixpath.normpath("/" + (relation.get("Target") or "")).lstrip("/")
        return ""

    def _check(self, size: int) -> None:
        """Raise Refusal for what the archive's directory already gives away; `size` is that of the file."""
        parts = self._archive.infolist()
        if any(part.flag_bits & 0x1 for part in parts):
            raise Refusal("protected by a password; remove the password and save it again")
        if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
            raise Refusal("packed in a way that Word does not use; open it in Word and save it again")
        expanded = sum(part.file_size for part in parts)
        explodes = expanded > max(_HARMLESS, size * _HIGHEST_RATIO)
        if expanded > self._limit or explodes or len(parts) > _MOST_PARTS:
            raise self._bomb()

    def _bomb(self) -> Refusal:
        return Refusal(
            f"unpacks to far too much (at most {mib(self._limit)} and {_HIGHEST_RATIO} times its size, "
            f"in {_MOST_PARTS:,} parts); if you trust it, open it in Word and save its text as .txt"
        )
