"""Questions that the desk asks before it changes something, a module each."""
