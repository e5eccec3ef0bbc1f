"""What touches files: looking into them, and the store that keeps them."""
