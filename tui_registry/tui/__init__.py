"""The desk: what one sees and presses."""
