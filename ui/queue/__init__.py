"""The queue of the waiting hall: numbers given out and called, and the screen that shows them."""
