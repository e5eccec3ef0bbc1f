"""Rules of combination: language, check, plan, explain, bulk. Pure: no Django, no files, no clock."""
