"""The record that is only added to: who did what, in which role, when, to which record."""
