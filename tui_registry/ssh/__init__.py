"""The door for shared servers: people come in over SSH, where a key is a person."""
