"""Today's desk (Bàn làm việc, Esc): what is due, what waits, and the next act of each."""
