"""Guests: people who read and comment one batch until a day, and see nothing else."""
