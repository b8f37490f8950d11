"""kgateway/listener_policy"""
