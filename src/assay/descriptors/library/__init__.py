"""The pages of the library: finding, one descriptor, copying."""
