"""The spam scorer that learns at home: from this site's own decisions, on this machine, in plain Python."""
