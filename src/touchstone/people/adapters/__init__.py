"""What people leave outside the room's own tables."""
