"""kgateway/gateway_extension"""
