"""What a screen says about a thing: pure functions from entities to Content."""
