"""The questions that a metric or a what-if answers, by name, beside those in SPARQL."""
