"""Where a drug goes in the body, and what it does there."""
