"""CMPP 2.0 and 3.0 (中国移动通信互联网短信网关接口协议), as a service provider speaks it.

Written from the published specification. No gateway of an operator can be reached from where this is tested: the peer
of its tests is our own, and the bytes are held against those worked out by hand from the specification's tables.
"""
