"""What the coach finds, as people read it."""
