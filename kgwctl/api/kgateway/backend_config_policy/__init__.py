"""kgateway/backend_config_policy"""
