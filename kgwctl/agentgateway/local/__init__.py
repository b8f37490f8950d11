"""One Gateway as a file that agentgateway runs by itself: ``agentgateway -f FILE``, without a controller.

Source of the format: agentgateway v0.11.1, ``crates/agentgateway/src/types/local.rs``.
"""
