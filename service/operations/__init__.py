"""What keeps the service up, and says how it does."""
