"""What the Envoy controller decides about objects, as data: no message is built, and no status is written.

Rules read these verdicts; they import no other room of the renderer. Statuses get the same from translation,
piece by piece: tests hold that the two agree.
"""
