"""What a student says of the own accuracy, beside variables: outputs, prose, comments, prints."""
