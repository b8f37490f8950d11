"""Values that Envoy itself reads from text, and what it refuses of them: formats, headers, TLS names, URLs.

The facts are those of Envoy 1.36.4; a test asks the real Envoy about each of them. Nothing here knows manifests
or Envoy's messages.
"""
