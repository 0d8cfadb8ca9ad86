"""What may answer a question by its form: numbers, dates, places, persons."""
