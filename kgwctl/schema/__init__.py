"""What an API server checks of an object: structure, strictness, defaults, metadata, user CRDs."""
