"""What people type is kept until it is handed in, and a press counts once."""
