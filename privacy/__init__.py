"""Personal data on loan: who saw it, what people may ask of us, what is erased and when."""
