"""Where it is kept: tables, engine, migrations, reads, and the folder of artifacts."""
