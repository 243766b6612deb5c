"""Returning results (trả kết quả, F4): find the dossier, know the receiver, take what is owed, sign, rate."""
