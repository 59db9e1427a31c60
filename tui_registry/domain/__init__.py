"""What the words mean: stages, permission levels, names, references, entities, errors. No I/O."""
