"""Lists of any size, for measuring: `python -m tests.worlds.crowd FOLDER --reps 10 --accounts 300`.

Writes accounts.csv (so many for each rep, all of them precise) and reps.csv, seeded: same call, same bytes.
"""

import argparse
import csv
import random
from pathlib import Path

MIDDLE_LAT, MIDDLE_LON = 30.25, 120.17


def write_lists(folder: Path, reps: int, accounts: int, seed: int = 1) -> None:
    """Each rep lives amid his own accounts, which lie within some 20 km of him."""
    rng = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    homes = [(MIDDLE_LAT + rng.uniform(-0.6, 0.6), MIDDLE_LON + rng.uniform(-0.7, 0.7)) for _ in range(reps)]
    with (folder / "reps.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["external_id", "name", "lat", "lon", "field_days"])
        writer.writerows(
            [f"R{n:02}", f"Rep {n}", f"{lat:.5f}", f"{lon:.5f}", "Mon-Fri"] for n, (lat, lon) in enumerate(homes, 1)
        )
    with (folder / "accounts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            [
                "external_id",
                "name",
                "category",
                "grade",
                "owner",
                "lat",
                "lon",
                "precise",
                "visit_minutes",
                "open_hours",
            ]
        )
        for n in range(reps * accounts):
            owner = n % reps
            lat, lon = homes[owner]
            writer.writerow(
                [
                    f"A{n:05}",
                    f"Account {n}",
                    rng.choice(["prospect", "maintenance", "signed"]),
                    rng.choice("ABBCCC"),
                    f"R{owner + 1:02}",
                    f"{lat + rng.gauss(0, 0.09):.5f}",
                    f"{lon + rng.gauss(0, 0.1):.5f}",
                    "yes",
                    rng.choice([20, 30, 45, 60]),
                    rng.choice(["09:00-18:00", "09:00-12:00 14:00-17:30", "Mon-Wed 10:00-17:00", "13:00-17:00"]),
                ]
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reps", type=int, default=1)
    parser.add_argument("--accounts", type=int, default=300)
    asked = parser.parse_args()
    write_lists(asked.folder, asked.reps, asked.accounts)
