"""The page of fees and charges (F5): the day's slips, the queue of e-receipts, closing the cash day."""
