"""kgateway/traffic_policy"""
