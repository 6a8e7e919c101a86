"""The verdict: endpoints, and the statistics of time to event."""
