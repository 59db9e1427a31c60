"""Sample data: a team's month with fifteen models, played through the registry's own verbs."""
