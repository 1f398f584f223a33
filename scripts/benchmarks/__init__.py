"""What `scripts/benchmark` asks: one module for each question, and what they share."""
