"""Reads what WordPress exports: WXR, WordPress's own extension of RSS."""
