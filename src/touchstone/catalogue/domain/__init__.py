"""What is true of standards, the guide and advice with the power off."""
