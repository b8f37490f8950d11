"""kgateway/gateway_parameters"""
