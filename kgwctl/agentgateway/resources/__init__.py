"""What a Gateway of agentgateway compiles to: records of its messages, and their xDS names.

``from kgwctl.agentgateway.resources.generated import resource, workload``: class names are the protos'
(nested messages are nested classes), attribute names the proto fields'.
"""
