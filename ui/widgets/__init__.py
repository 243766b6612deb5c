"""The parts that pages are made of. Each shows, none computes."""
