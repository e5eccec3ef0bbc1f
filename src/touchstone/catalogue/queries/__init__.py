"""What is asked of the catalogue: standards, specifications, the guide, advice; and the search through all of them."""
