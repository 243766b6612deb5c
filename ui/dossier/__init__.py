"""One dossier: what happened to it, its papers, fees and prints, and what may be done next."""
