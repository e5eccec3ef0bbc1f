"""Files, kept by their content hash: stored, recognised, served and retired."""
