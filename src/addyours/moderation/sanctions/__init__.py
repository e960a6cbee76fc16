"""Warnings, silences, bans and closer looks: who is under one, imposing and lifting them."""
