"""Steps that bring an older database to the tables of this version, run by `app.db.Database.upgrade`.

There are no steps back: the way back is the backup made before the upgrade.
"""
