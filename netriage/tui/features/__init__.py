"""What can be done on the main screen, one feature a file. Each brings its verbs; the screen joins them.

Separate from the screen so that it stays a screen: it owns the state and draws it, and a feature changes it.
"""
