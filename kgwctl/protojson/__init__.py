"""Proto messages as typed records whose encoding is proto-JSON: what the messages of both data planes share."""
