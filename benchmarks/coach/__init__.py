"""How often the coach is right about real wordings, and how long it takes."""
