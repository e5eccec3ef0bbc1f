"""The door of the archive."""

from touchstone.archive.actions import (
    LONGEST_REASON,
    Described,
    Swept,
    replace_file,
    retire_file,
    store_file,
    sweep_store,
)
from touchstone.archive.adapters.examining import Examined, examine
from touchstone.archive.adapters.pictures import PREVIEW_TYPE, preview
from touchstone.archive.adapters.refusals import FileRefused
from touchstone.archive.adapters.store import ContentMissing, Lying
from touchstone.archive.adapters.store import read as read_content
from touchstone.archive.adapters.sweeping import find_unnamed
from touchstone.archive.adapters.verifying import FileFlaw, FilesVerification, verify_files
from touchstone.archive.domain import (
    BY_ENDING,
    BY_MEDIA_TYPE,
    LONGEST_TITLE,
    MEGABYTE,
    TAKEN,
    FileKind,
    Standing,
    clean_name,
    clean_title,
)
from touchstone.archive.queries import FilesWanted, FileTold, count_files, get_file, list_files, list_versions

__all__ = [
    "BY_ENDING",
    "BY_MEDIA_TYPE",
    "LONGEST_REASON",
    "LONGEST_TITLE",
    "MEGABYTE",
    "PREVIEW_TYPE",
    "TAKEN",
    "ContentMissing",
    "Described",
    "Examined",
    "FileFlaw",
    "FileKind",
    "FileRefused",
    "FileTold",
    "FilesVerification",
    "FilesWanted",
    "Lying",
    "Standing",
    "Swept",
    "clean_name",
    "clean_title",
    "count_files",
    "examine",
    "find_unnamed",
    "get_file",
    "list_files",
    "list_versions",
    "preview",
    "read_content",
    "replace_file",
    "retire_file",
    "store_file",
    "sweep_store",
    "verify_files",
]
