"""Work that nobody here wrote, to hold the engine against: one file a data set, read from a folder and never copied."""
