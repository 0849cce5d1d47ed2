"""Finding things by what people type: part of a name, words in any order, a slip of a finger."""
