"""What one can do at the desk: a command is one class, declared once.

Binding, command bar, palette, help screen and the README's key table are all made from it.
"""
