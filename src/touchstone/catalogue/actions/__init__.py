"""What is done in the catalogue: standards published, files taken in, the guide edited, advice asked for and given."""

from touchstone.catalogue.actions import advice, guide, standards

__all__ = ["advice", "guide", "standards"]
