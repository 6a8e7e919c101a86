"""The leukemias: join and wiring only."""
