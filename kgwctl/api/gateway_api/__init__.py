"""gateway_api"""
