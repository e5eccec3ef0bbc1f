"""The awarding body's own figures and choices, dated and with their source."""
