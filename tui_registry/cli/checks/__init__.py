"""What `tui-registry doctor` looks at: a function a check, each with one finding or several."""
