"""How fast finding is at 12,000, 100,000 and 1,000,000 descriptors: `make bench-search N=12000`."""
