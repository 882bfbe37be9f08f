"""What needs a manager today."""
