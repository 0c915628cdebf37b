"""What leaves the library as a file: gathered by the same rights as the pages, written by `formats`."""
