"""kgateway"""
