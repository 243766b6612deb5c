"""The page of the catalogue: procedures, who answers for them, the working calendar, steps over their time."""
