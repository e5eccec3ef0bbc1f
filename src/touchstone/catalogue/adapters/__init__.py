"""What the catalogue touches outside: files of standards, read with suspicion and written for others."""
