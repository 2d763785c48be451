"""The same story elsewhere: candidates, comparison, clusters."""
