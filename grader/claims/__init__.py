"""What a student says of a network's accuracy, in outputs, prose, comments and prints."""
