"""The SELECTs, a module a noun. They return rows; the registry layer makes entities of them."""
