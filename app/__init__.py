"""What the program knows and does; imports nothing of ours but itself, no Qt, no SQL."""
