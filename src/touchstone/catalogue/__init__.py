"""Qualifications, areas of competence, units, standards and their versions; the specifications as files."""
