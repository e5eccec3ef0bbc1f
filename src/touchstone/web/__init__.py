"""The pages: they read a request, call one act or question of a room, and choose the answer."""
