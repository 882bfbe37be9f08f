"""The manager's board: what a period brought, by market, category, level, grade and rep."""
