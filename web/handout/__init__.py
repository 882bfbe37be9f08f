"""The plan as people carry it away: paper, workbooks, calendars, tracks for GPS, and maps that need no network."""
