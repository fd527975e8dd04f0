"""From the paths on the command line to the students of a class and their files."""
