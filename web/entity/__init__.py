"""What the page of one entity says, by kind of entity; nothing is imported here."""
