"""A store behind a SPARQL endpoint: protocol, limits, revisions and commits over HTTP."""
