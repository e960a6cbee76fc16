"""Writes what WordPress imports: WXR, WordPress's own extension of RSS."""
