"""The catalogue page at a real practice desk."""
