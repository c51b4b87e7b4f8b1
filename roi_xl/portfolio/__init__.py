"""Puts many programmes side by side: what they cost and brought, together and one by one."""
