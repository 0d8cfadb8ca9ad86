"""News of saved searches, sent by mail and to webhooks where the operator has set that up."""
