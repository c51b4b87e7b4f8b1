"""Further engines, asked in processes of their own about what the first two contest."""
