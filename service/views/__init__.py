"""What the pages show, made ready for the templates; no routes and no markup."""
