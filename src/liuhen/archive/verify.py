# SPDX-License-Identifier: Apache-2.0
"""Verifying a bundle, or one file of a bundle, without the installation that it came from.

`verify` returns what it found; it raises only where there is nothing that could be looked at. It
writes nothing, follows no link, and uses neither network nor database.
"""

from pathlib import Path

from liuhen.archive.bag import BAGIT, MANIFEST
from liuhen.archive.check_contents import check_contents
from liuhen.archive.check_files import Files, check_files, digest_file
from liuhen.archive.check_journal import check_journal
from liuhen.archive.errors import UnreadableError
from liuhen.archive.findings import Result
from liuhen.archive.manifests import shown
from liuhen.archive.places import Place, is_packed, place_of, said_of_broken_zip
from liuhen.archive.trust import Trusted, compare_origin

_MOST_NEIGHBOURS = 200


def verify(path: Path, *, trusted: Trusted | None = None, sm3: bool = False) -> Result:
    """Verify the bundle at `path` (folder, zip or tar), or a file that belongs to one.

    Raises:
        UnreadableError: it is no bundle, belongs to none, or cannot be opened.
    """
    if path.is_file() and not is_packed(path):
        return _file(path, trusted, sm3=sm3)
    if path.is_file() and (bundle := _above(path)) is not None:
        return _file_of(path, bundle, trusted, sm3=sm3)  # an original that is itself a zip file
    if not path.exists():
        raise UnreadableError(f"{path} is not there")
    with place_of(path) as place:
        return _whole(place, str(path), trusted, sm3=sm3)[0]


def _whole(place: Place, name: str, trusted: Trusted | None, *, sm3: bool) -> tuple[Result, Files]:
    result = Result(name)
    files = check_files(place, result, sm3=sm3)
    journal = check_journal(place, result)
    check_contents(place, files, journal, result)
    if trusted is not None:
        compare_origin(trusted, journal, result)
    return result, files


# ---------------------------------------------------------------- one file


def _file(path: Path, trusted: Trusted | None, *, sm3: bool) -> Result:
    bundle = _above(path)
    if bundle is None:
        bundle = _beside(path)
    return _file_of(path, bundle, trusted, sm3=sm3)


def _file_of(path: Path, bundle: Path, trusted: Trusted | None, *, sm3: bool) -> Result:
    """Verify the bundle, and say of which of its files `path` holds the bytes."""
    with place_of(bundle) as place:
        result, files = _whole(place, str(bundle), trusted, sm3=sm3)
    result.name = str(path)
    inside = path.resolve().is_relative_to(bundle.resolve())
    if inside:
        own = path.resolve().relative_to(bundle.resolve()).as_posix()
        if own in files.said:
            result.remarks.append(f"it is {shown(own)} of the bundle {bundle}")
        return result
    found = digest_file(path)
    same = [name for name, digest in files.said.items() if digest == found.sha256]
    if same:
        result.remarks.append(f"its bytes are those of {shown(same[0])} in the bundle {bundle}")
        return result
    says = f"no file of the bundle {bundle} has its digest, sha256 {found.sha256}"
    if broken := said_of_broken_zip(path):
        says = f"{says}; {broken}"
    result.find("file", str(path), "changed", says)
    return result


def _above(path: Path) -> Path | None:
    """The bundle in which the file lies."""
    return next((one for one in path.absolute().parents if _is_bundle(one)), None)


def _beside(path: Path) -> Path:
    """The one bundle beside the file."""
    folder = path.absolute().parent
    try:
        near = sorted(folder.iterdir())[:_MOST_NEIGHBOURS]
    except OSError as error:
        raise UnreadableError(f"{folder}: {error.strerror}") from None
    found = [one for one in near if one.is_dir() and _is_bundle(one)]
    if len(found) == 1:
        return found[0]
    if broken := said_of_broken_zip(path):
        raise UnreadableError(broken)
    said = "none lies" if not found else f"{len(found)} lie"
    raise UnreadableError(
        f"{path} is no bundle itself, and it is not clear to which it belongs: {said} beside it; "
        "put it beside its bundle, or into it"
    )


def _is_bundle(folder: Path) -> bool:
    return (folder / BAGIT).is_file() and (folder / MANIFEST).is_file()
