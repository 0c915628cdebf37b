"""The measurement aspects of imported schemes, found beside the library."""
