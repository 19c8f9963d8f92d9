"""The paper path: printed, written on by hand and machine, faxed, and read back."""
