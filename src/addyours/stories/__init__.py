"""Stories, the people in them and who wrote them: what readers come for, each with its conversation."""
