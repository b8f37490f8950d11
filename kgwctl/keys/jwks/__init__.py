"""Keys for checking JSON web tokens, read and written as go-jose does."""
