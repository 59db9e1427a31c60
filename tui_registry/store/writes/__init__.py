"""Plain SQL of what is written often: by every registration, transition, request, and into the history of all."""
