"""Imports in the newsroom: upload, progress, report."""
