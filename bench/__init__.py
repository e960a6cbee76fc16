"""Measures the product against what people use instead, on this machine."""
