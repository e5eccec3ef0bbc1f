"""The door of the project: what the command line starts. To be entered once the settings are read."""

from touchstone.project.migrating import migrate, waiting_migrations
from touchstone.project.serving import NotReady, Serving, prepare, serve_until_told, usual_processes
from touchstone.project.upkeep import keep_up, seal
from touchstone.project.web_server import PortTaken
from touchstone.project.worker import work

__all__ = [
    "NotReady",
    "PortTaken",
    "Serving",
    "keep_up",
    "migrate",
    "prepare",
    "seal",
    "serve_until_told",
    "usual_processes",
    "waiting_migrations",
    "work",
]
