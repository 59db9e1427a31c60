"""Plain SQL of what a team writes all day: models, versions, stages, requests, comments, and the history of it."""
