"""Writes the demo company's two lists, accounts.csv and reps.csv, next to this file: the same bytes on every run.

Standard library only, one fixed seed, nothing of ours imported. What the columns mean stands in README.md.
"""

import csv
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

BASE_MONDAY = date(2026, 1, 5)  # every date in the lists is counted from here
SEED = 20260105
METRES_PER_DEGREE = 111_195  # of latitude
FOLDER = Path(__file__).parent

HEADER = (
    "external_id,name,address,market,category,grade,owner,lat,lon,need,ability_to_pay,first_kp,first_kp_phone,"
    "first_kp_level,kp,kp_phone,kp_level,deal_value,yearly_value,visit_minutes,open_hours,interval_days,last_visit_on,"
    "visits,next_step_on,appointment,must_visit,active,do_not_visit,reopened"
)
CATEGORIES = {"prospect": 330, "maintenance": 150, "signed": 120}
GRADES = {"A": 90, "B": 210, "C": 300}
OWNED = {True: 540, False: 60}

T = TypeVar("T")
Row = dict[str, str]  # a line of accounts.csv; "place" and "edited" are for this script alone


@dataclass(frozen=True, slots=True)
class Cluster:
    """A part of town where customers sit: centre in WGS-84 degrees, and the rep whose ground it is."""

    place: str
    district: str
    lat: float
    lon: float
    spread_m: int
    accounts: int
    rep: str
    kind: str  # office | park | town
    streets: str


CLUSTERS = (
    Cluster("武林", "杭州市拱墅区", 30.2752, 120.1585, 350, 20, "R02", "office", "体育场路 环城北路 武林路"),
    Cluster("文三路", "杭州市西湖区", 30.2800, 120.1250, 450, 16, "R02", "office", "文三路 万塘路 学院路"),
    Cluster("黄龙", "杭州市西湖区", 30.2720, 120.1270, 300, 12, "R02", "office", "杭大路 黄龙路 天目山路"),
    Cluster("古荡", "杭州市西湖区", 30.2785, 120.1090, 400, 12, "R02", "town", "古墩路 丰潭路 文二西路"),
    Cluster("四季青", "杭州市上城区", 30.2600, 120.1880, 400, 14, "R02", "town", "凯旋路 杭海路 秋涛北路"),
    Cluster("钱江新城", "杭州市上城区", 30.2550, 120.2060, 350, 14, "R02", "office", "富春路 新业路 民心路"),
    Cluster("城站", "杭州市上城区", 30.2460, 120.1755, 350, 14, "R02", "town", "江城路 西湖大道 中河中路"),
    Cluster("东站", "杭州市上城区", 30.2925, 120.2085, 400, 14, "R02", "office", "天城路 新塘路 东宁路"),
    Cluster("拱宸桥", "杭州市拱墅区", 30.3200, 120.1410, 350, 18, "R02", "town", "上塘路 金华路 台州路"),
    Cluster("祥符", "杭州市拱墅区", 30.3265, 120.1020, 400, 11, "R02", "park", "莫干山路 祥园路 丰庆路"),
    Cluster("未来科技城", "杭州市余杭区", 30.2860, 119.9900, 600, 22, "R01", "office", "文一西路 良睦路 高教路"),
    Cluster("三墩", "杭州市西湖区", 30.3270, 120.0850, 500, 16, "R01", "park", "西园路 紫荆花北路 振华路"),
    Cluster("老余杭", "杭州市余杭区", 30.2753, 119.9380, 450, 12, "R01", "town", "禹航路 宝塔路 凤新路"),
    Cluster("良渚", "杭州市余杭区", 30.3760, 120.0490, 500, 13, "R01", "park", "通运街 金昌路 古墩路"),
    Cluster("转塘", "杭州市西湖区", 30.1640, 120.0750, 400, 12, "R01", "town", "象山路 枫桦路 美院南街"),
    Cluster("滨江", "杭州市滨江区", 30.1870, 120.1900, 450, 26, "R03", "office", "网商路 长河路 滨安路"),
    Cluster("九堡", "杭州市上城区", 30.3190, 120.2620, 450, 8, "R03", "town", "九环路 杭海路 九盛路"),
    Cluster("下沙", "杭州市钱塘区", 30.3102, 120.3300, 600, 10, "R03", "park", "金沙大道 幸福北路 四号大街"),
    Cluster("临平", "杭州市临平区", 30.4200, 120.2960, 450, 6, "R03", "town", "南苑街 迎宾路 世纪大道"),
    Cluster("萧山城区", "杭州市萧山区", 30.1690, 120.2610, 500, 30, "R03", "town", "市心中路 人民路 通惠中路"),
    Cluster("宁围", "杭州市萧山区", 30.2140, 120.2700, 500, 20, "R03", "office", "市心北路 利华路 金惠路"),
    Cluster("萧山开发区", "杭州市萧山区", 30.1950, 120.2640, 450, 16, "R03", "park", "建设三路 鸿达路 金鸡路"),
    Cluster("新街", "杭州市萧山区", 30.1918, 120.3331, 450, 16, "R03", "park", "新盛路 长山路 新街大道"),
    Cluster("瓜沥", "杭州市萧山区", 30.1866, 120.4536, 450, 14, "R03", "town", "航坞路 东灵路 友谊路"),
    Cluster("临浦", "杭州市萧山区", 30.0430, 120.2470, 350, 12, "R03", "town", "峙山东路 东藩路 戴家桥路"),
    Cluster("富阳城区", "杭州市富阳区", 30.0590, 119.9500, 400, 30, "R04", "town", "迎宾路 金桥北路 桂花路"),
    Cluster("银湖", "杭州市富阳区", 30.1200, 119.9580, 450, 18, "R04", "park", "富闲路 银湖大道 受降路"),
    Cluster("大源", "杭州市富阳区", 30.0040, 119.9956, 350, 14, "R04", "park", "大桥南路 大源路 广源路"),
    Cluster("新登", "杭州市富阳区", 29.9713, 119.7289, 400, 10, "R04", "town", "共和路 登云路 新兴路"),
    Cluster("锦城", "杭州市临安区", 30.2345, 119.7150, 450, 28, "R01", "town", "钱王街 衣锦街 城中街"),
    Cluster("青山湖", "杭州市临安区", 30.2530, 119.8110, 450, 18, "R01", "park", "大园路 科技大道 鹤亭街"),
    Cluster("於潜", "杭州市临安区", 30.1890, 119.3932, 350, 14, "R01", "town", "天目路 潜阳路 方元路"),
    Cluster("桐庐城区", "杭州市桐庐县", 29.8010, 119.6770, 400, 28, "R04", "town", "迎春南路 白云源路 瑶琳路"),
    Cluster("江南镇", "杭州市桐庐县", 29.8440, 119.7840, 400, 8, "R04", "park", "金堂山路 石阜路 环镇路"),
    Cluster("分水", "杭州市桐庐县", 29.9310, 119.4310, 350, 12, "R04", "town", "玉华路 新淳路 东溪路"),
    Cluster("屯溪", "黄山市屯溪区", 29.7160, 118.3140, 350, 14, "R01", "town", "黄山东路 新安北路 前园北路"),
    Cluster("柯城", "衢州市柯城区", 28.9594, 118.8730, 450, 16, "R04", "town", "荷花中路 三衢路 上街"),
    Cluster("鹿城", "温州市鹿城区", 27.9990, 120.6680, 450, 12, "R04", "office", "车站大道 人民东路 学院中路"),
)
SURROUNDINGS = ("萧山区", "富阳区", "临安区", "桐庐县")
DIALLING_CODES = {"杭州市": "0571", "黄山市": "0559", "衢州市": "0570", "温州市": "0577"}

DESK = ("09:00-18:00", "周一至周五 09:00-11:30 14:00-17:30", "Mon-Fri 10:00-16:00", "9:00-17:30", "")
WORKS = ("08:00-17:00", "周一至周六 08:00-17:00", "Mon-Sat 08:30-17:00", "周一至周五 08:30-11:30 13:00-16:30", "")
HOUSE = ("周一至周日 10:00-20:00", "Mon-Sun 10:00-21:00", "09:30-17:30", "周二至周日 10:00-18:00")
KITCHEN = ("周二至周日 10:00-11:30 14:00-17:00", "Mon-Fri 14:00-17:00; Sat 14:00-16:30", "周一至周五 14:00-17:00")
CARE = ("周一至周五 08:00-11:30 13:30-17:00; 周六 08:30-11:30", "Mon-Tue 09:00-17:00; Thu-Fri 09:00-17:00")
CLASS = ("周一至周五 08:30-11:00 13:30-16:00", "Mon-Fri 08:30-16:30")

TRADES = {  # by the kind of cluster: what stands behind the brand, and when such houses receive a sales rep
    "office": (
        ("信息技术有限公司 建筑设计有限公司 文化传媒有限公司 进出口有限公司", DESK),
        ("商务酒店（{place}店） 健身会所（{place}店）", HOUSE),
        ("口腔门诊部（{place}）", CARE),
        ("茶餐厅（{place}店）", KITCHEN),
    ),
    "park": (
        ("精密机械有限公司 包装制品有限公司 电子科技有限公司 冷链物流（{place}仓）", WORKS),
        ("生物材料有限公司 检测技术有限公司", DESK),
    ),
    "town": (
        ("大酒店 健身会所（{place}店） 家居商场（{place}店）", HOUSE),
        ("实验幼儿园 培训学校（{place}校区）", CLASS),
        ("针织有限公司 食品有限公司", WORKS),
        ("贸易有限公司", DESK),
        ("中医门诊部（{place}）", CARE),
        ("酒楼（{place}店）", KITCHEN),
    ),
}
BRAND_HEADS = "栩澈岫霁沅桁珩翊屿岚棠苇砚朔晏泊汀煦筱荇萤昱叙嵘峤"
BRAND_TAILS = "禾川谷野舟桥源庭序石林峰鸣帆阁衡微航拓木宁升然洲启"
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN_NAMES = (
    "建国 丽华 志强 晓燕 文博 雅琴 海涛 佳怡 国平 雪梅 俊杰 静 伟 敏 涵 磊 思源 梦洁 浩然 玉兰 立新 倩 鹏飞 秀英"
)

VALUE_CNY = {"A": 60_000, "B": 20_000, "C": 8_000}
DAYS_SINCE_VISIT = ((5, 25), (20, 60), (45, 95), (96, 180), (181, 364), (366, 398))
LEVELS = {"prospect": (0, 2), "maintenance": (1, 4), "signed": (2, 5)}  # of a first KP

REOPENED = 6  # the first so many prospects with two visits
EDITS: tuple[tuple[str, int, Mapping[str, str]], ...] = (  # the n-th of its category; {column}: what stood there
    ("prospect", 60, {"active": "no"}),
    ("maintenance", 70, {"active": "no"}),
    ("signed", 33, {"active": "no"}),
    ("prospect", 111, {"do_not_visit": "yes"}),
    ("maintenance", 120, {"do_not_visit": "yes"}),
    ("prospect", 12, {"lat": "", "lon": ""}),
    ("maintenance", 41, {"lat": "", "lon": ""}),
    ("prospect", 287, {"lat": "", "lon": ""}),
    ("signed", 18, {"lat": "{lon}", "lon": "{lat}"}),
    ("prospect", 140, {"lat": "0", "lon": "0"}),
    ("maintenance", 9, {"visit_minutes": "３０", "open_hours": "周一至周五 ０９：００－１７：３０"}),
    ("maintenance", 25, {"name": "{name}<script>alert(1)</script>"}),
    ("signed", 52, {"name": "{name}${{alert(1)}}"}),
    ("signed", 64, {"name": "{name}💧✨"}),
    ("maintenance", 88, {"name": '"{name}", 原"老厂", 二期'}),
    ("signed", 90, {"last_visit_on": "去年秋天"}),
    ("maintenance", 103, {"category": "维护中客户"}),
    ("prospect", 175, {"deal_value": "-5000"}),
    ("signed", 101, {"first_kp_phone": "1.38E+10"}),
)
BLANK_LINE_AFTER, DUPLICATE_AFTER, DUPLICATE_OF = 300, 450, 222  # the how-manieth account

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
APPOINTMENTS = {  # by owner: R01 on Wednesday and R03 on Tuesday have an office day, R04 clashes on Thursday
    "R01": "Mon 10:00 未来科技城, Mon 15:00 三墩, Tue 09:30 锦城, Tue 14:30 青山湖, Wed 14:00 三墩, Thu 10:00 良渚",
    "R02": "Tue 10:00 武林, Tue 14:30 文三路, Wed 10:30 钱江新城, Thu 09:30 四季青, Fri 10:00 拱宸桥",
    "R03": "Mon 09:30 萧山城区, Mon 14:00 滨江, Tue 10:00 宁围, Wed 10:00 瓜沥, Thu 14:30 九堡, Fri 10:00 新街",
    "R04": "Tue 10:30 桐庐城区, Wed 14:00 银湖, Thu 10:00 分水, Thu 10:15 新登, Fri 10:00 大源",
}
MUST_VISIT = ("武林", "三墩", "萧山城区", "富阳城区", "锦城", "桐庐城区")

REPS = """\
external_id,name,lat,lon,end_lat,end_lon,start,end,field_days,leave,lunch,lunch_from,lunch_to,max_visits,\
overtime_minutes,timezone,travel_mode
R01,沈亦舟,30.28570,120.06470,,,08:30,17:30,"周一,周二,周四",,60,11:30,13:30,10,0,Asia/Shanghai,car
R02,林知夏,30.30650,120.15600,,,09:00,18:00,周二至周五,,60,11:30,13:30,12,0,Asia/Shanghai,ebike
R03,周启明,30.16200,120.27000,30.18900,120.20800,08:30,17:30,"Mon,Wed,Thu,Fri",2026-01-15;2026-01-16,\
60,11:30,13:00,10,0,Asia/Shanghai,car
R04,方予安,30.06400,119.94700,,,08:00,17:30,Mon-Fri,2026-01-23,45,11:30,13:30,9,30,Asia/Shanghai,car
"""


def main() -> None:
    """Write accounts.csv and reps.csv beside this file."""
    rng = random.Random(SEED)  # noqa: S311  a list that must come out the same, not a secret
    rows = accounts(rng)
    edit(rows)
    promise(rows)
    write_accounts(rows, FOLDER / "accounts.csv")
    (FOLDER / "reps.csv").write_text(REPS, encoding="utf-8", newline="")


def accounts(rng: random.Random) -> list[Row]:
    """Make the 600 accounts, all of them still sound, in the order of their ids."""
    clusters = shuffled(rng, {cluster: cluster.accounts for cluster in CLUSTERS})
    brands = [head + tail for head in BRAND_HEADS for tail in BRAND_TAILS]
    rng.shuffle(brands)
    categories, grades = shuffled(rng, CATEGORIES), shuffled(rng, GRADES)
    owners = (cluster.rep if owned else "" for cluster, owned in zip(clusters, shuffled(rng, OWNED), strict=True))
    dealt = zip(clusters, brands, categories, grades, owners, strict=False)  # more brands than accounts
    return [account(rng, nth, *facts) for nth, facts in enumerate(dealt, start=1)]


def account(rng: random.Random, nth: int, cluster: Cluster, brand: str, category: str, grade: str, owner: str) -> Row:
    trades, hours = rng.choice(TRADES[cluster.kind])
    row = dict.fromkeys(HEADER.split(","), "") | {
        "external_id": f"QM{nth:04}",
        "name": brand + rng.choice(trades.split()).format(place=cluster.place),
        "address": address(rng, cluster),
        "market": market(cluster),
        "category": category,
        "grade": grade,
        "owner": owner,
        "visit_minutes": rng.choice(("", "", "", "20", "30", "45", "60")),
        "open_hours": rng.choice(hours),
        "active": "yes",
        "place": cluster.place,
    }
    contacts = people(rng, category, f"{DIALLING_CODES[cluster.district[:3]]}-0{nth:04}")
    worth = money(rng, category, VALUE_CNY[grade])
    return row | position(rng, cluster) | history(rng, category) | answers(rng, category) | contacts | worth


def address(rng: random.Random, cluster: Cluster) -> str:
    """A street people know with a number nobody has checked."""
    street = f"{cluster.district}{rng.choice(cluster.streets.split())}{rng.randint(1, 699)}号"
    if cluster.kind == "office":
        return f"{street}{rng.choice('ABC')}座{rng.randint(3, 24)}层"
    return f"{street}{rng.randint(1, 12)}幢" if cluster.kind == "park" else street


def market(cluster: Cluster) -> str:
    if not cluster.district.startswith("杭州市"):
        return "外埠"
    return "周边" if cluster.district.endswith(SURROUNDINGS) else "本埠"


def position(rng: random.Random, cluster: Cluster) -> Row:
    """A point near the cluster's centre, never further from it than two spreads either way."""
    north_m, east_m = (max(-2.0, min(2.0, rng.gauss(0, 1))) * cluster.spread_m for _ in range(2))
    lat = cluster.lat + north_m / METRES_PER_DEGREE
    lon = cluster.lon + east_m / METRES_PER_DEGREE / math.cos(math.radians(cluster.lat))
    return {"lat": f"{lat:.5f}", "lon": f"{lon:.5f}"}


def history(rng: random.Random, category: str) -> Row:
    """Visits so far, the last one and the next step: prospects are seen twice at most, customers often."""
    if category == "prospect":
        visits = rng.choices((0, 1, 2), (60, 28, 12))[0]
        band = rng.choice(DAYS_SINCE_VISIT[:4])
        next_step = visits > 0 and rng.random() < 0.4
        interval_days = ""
    else:
        visits = rng.randint(2, 24)
        band = rng.choices(DAYS_SINCE_VISIT, (25, 25, 20, 15, 10, 5))[0]
        next_step = rng.random() < 0.12
        interval_days = rng.choice(("", "", "", "", "14", "30", "45", "60"))
    return {
        "visits": str(visits),
        "last_visit_on": working_day(-rng.randint(*band)) if visits else "",
        "next_step_on": working_day(rng.randint(-9, 18)) if next_step else "",
        "interval_days": interval_days,
    }


def working_day(days_after_base: int) -> str:
    """The ISO date so many days after the base Monday, or the Friday before where that is a weekend."""
    on = BASE_MONDAY + timedelta(days=days_after_base)
    return (on - timedelta(days=max(0, on.weekday() - 4))).isoformat()


def answers(rng: random.Random, category: str) -> Row:
    """Need and ability to pay: open questions with prospects, mostly settled with customers."""
    if category == "prospect":
        need = rng.choices(("explicit", "latent", "no", "unknown", ""), (22, 53, 7, 12, 6))[0]
        return {"need": need, "ability_to_pay": rng.choices(("yes", "no", "unknown", ""), (72, 6, 16, 6))[0]}
    need = rng.choices(("explicit", "latent", "no", "unknown"), (45, 42, 5, 8))[0]
    return {"need": need, "ability_to_pay": rng.choices(("yes", "unknown"), (93, 7))[0]}


def people(rng: random.Random, category: str, line: str) -> Row:
    """Who decides and who has his ear; `line` is the stem of phone numbers that no exchange can connect."""
    has_first_kp, has_kp = (0.80, 0.35) if category == "prospect" else (0.86, 0.55)
    known: Row = {}
    if rng.random() < has_first_kp:
        level = rng.randint(*LEVELS[category])
        known |= {"first_kp": person(rng), "first_kp_phone": f"{line}001", "first_kp_level": str(level)}
    if rng.random() < has_kp:
        known |= {"kp": person(rng), "kp_phone": f"{line}002", "kp_level": str(rng.randint(0, 3))}
    return known


def person(rng: random.Random) -> str:
    return rng.choice(SURNAMES) + rng.choice(GIVEN_NAMES.split())


def money(rng: random.Random, category: str, usual_cny: int) -> Row:
    """A value around what the grade is usually worth, to the hundred; every fourth is not known."""
    if rng.random() < 0.25:
        return {}
    value = round(usual_cny * rng.uniform(0.5, 1.7), -2)
    return {"deal_value" if category == "prospect" else "yearly_value": f"{value:.0f}"}


def edit(rows: Sequence[Row]) -> None:
    """Change the rows of EDITS by hand, and open some capped prospects once more."""
    for category, n, changes in EDITS:
        row = [r for r in rows if r["category"] == category][n - 1]
        row.update({column: value.format_map(row) for column, value in changes.items()}, edited="yes")
    capped = [row for row in rows if row["category"] == "prospect" and row["visits"] == "2"]
    for row in capped[:REOPENED]:
        row["reopened"] = "yes"


def promise(rows: Sequence[Row]) -> None:
    """Give appointments, and visits that must be made, to sound rows that the gate would let through."""
    for owner, promises in APPOINTMENTS.items():
        for weekday, at, place in (words.split() for words in promises.split(", ")):
            on = BASE_MONDAY + timedelta(days=WEEKDAYS.index(weekday))
            row = next(r for r in rows if r["owner"] == owner and r["place"] == place and is_free(r))
            row |= {"appointment": f"{on} {at}", "open_hours": "09:00-18:00", "visit_minutes": "45"}
    for place in MUST_VISIT:
        next(r for r in rows if r["owner"] and r["place"] == place and is_free(r))["must_visit"] = "yes"


def is_free(row: Row) -> bool:
    """Worth a drive by the sales method, not edited, and not promised anything yet."""
    if "edited" in row or row["appointment"] or row["must_visit"]:
        return False
    if row["category"] != "prospect":
        return bool(row["first_kp"] or row["kp"])
    precise = row["need"] in ("explicit", "latent") and row["ability_to_pay"] == "yes" and row["first_kp"]
    return bool(precise) and row["visits"] in ("0", "1")


def shuffled(rng: random.Random, counts: Mapping[T, int]) -> list[T]:
    """Each key as often as it is counted, in random order."""
    deck = [key for key, count in counts.items() for _ in range(count)]
    rng.shuffle(deck)
    return deck


def write_accounts(rows: Sequence[Row], path: Path) -> None:
    """Write the list as people keep it: with a blank line, a row that came twice and a total at the end."""
    totals = {column: str(sum(int(row[column] or 0) for row in rows)) for column in ("deal_value", "yearly_value")}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER.split(","), restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows[:BLANK_LINE_AFTER])
        file.write("\n")
        writer.writerows(rows[BLANK_LINE_AFTER:DUPLICATE_AFTER])
        writer.writerow(rows[DUPLICATE_OF - 1])
        writer.writerows(rows[DUPLICATE_AFTER:])
        writer.writerow({"name": "合计"} | totals)


if __name__ == "__main__":
    main()
