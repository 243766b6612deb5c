"""Mobile trips (đợt lưu động): the trip under way, a new one, and those before."""
