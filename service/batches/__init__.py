"""Many questions at once, and a table of what attests the answer to each."""
