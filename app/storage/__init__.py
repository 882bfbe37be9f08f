"""What each kind of database needs so that all keep the same promises, and how they are copied and brought back."""
