"""What one may do: a registry that is open, and the verbs of one actor on it, a module a noun."""
