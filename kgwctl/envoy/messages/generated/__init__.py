"""Records written by tools/generate_messages.py; edit none of them by hand."""
