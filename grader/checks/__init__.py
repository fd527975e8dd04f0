"""The rules a network is held against, before anything is trained."""
