"""Setting a server up: the steps, as shell text; `ssh.server` prints them or runs them."""
