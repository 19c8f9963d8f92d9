"""The continuity-of-care journey: events, the fourteen process points, and what each asks for."""
