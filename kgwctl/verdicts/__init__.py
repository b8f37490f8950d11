"""What the controllers decide about objects, as data: made apart from what is sent to a proxy."""
