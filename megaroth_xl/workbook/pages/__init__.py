"""The ten sheets, one module each."""
