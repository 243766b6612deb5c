"""The one window: rail, search, pills, page, strip of news, status line."""
