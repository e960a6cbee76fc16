"""Add Yours publishes stories and lets readers add theirs."""
