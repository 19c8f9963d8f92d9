"""Forms as they come back: values for any form, and the programs that write them into it."""
