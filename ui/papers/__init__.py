"""The desk's books, numbers and lists: everything on paper that belongs to no single dossier (sổ, số và danh sách)."""
