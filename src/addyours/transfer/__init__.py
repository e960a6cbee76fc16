"""What moves stories and conversations into a site and out of it again."""
