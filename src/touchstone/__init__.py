"""Touchstone runs vocational qualifications, from the published specification to the certificate."""

__version__ = "0.1.0"
