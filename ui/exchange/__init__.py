"""Exchange with the province (đồng bộ, F7): what is safe where, out to a stick, in from a stick, whom to trust."""
