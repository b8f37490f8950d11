"""Envoy's configuration messages as typed records, one module a family of proto packages.

``from kgwctl.envoy.messages.generated import core, route`` loads those families only. Class names are the
protos' (nested messages are nested classes), attribute names the proto fields'.

Everything below ``generated`` is written by ``tools/generate_messages.py`` from the proto descriptors;
``tools/envoy_messages.toml`` lists which messages are wanted.
"""
