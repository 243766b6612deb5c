"""The province's pages: made on the server, no script, for the browser of an old office computer."""
