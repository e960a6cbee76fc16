"""Word rules: what moderators want held, refused or marked when it is written."""
