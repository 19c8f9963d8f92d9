"""From a sheet as it came to the upright page: border, perspective, turn, skew, light, specks."""
