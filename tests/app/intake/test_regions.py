"""Districts by address and by place: what is named is found, what is open stays open, and nothing is changed."""

import pytest

from app.intake import district_check
from app.intake.accounts import read_accounts
from app.intake.districts import districts
from app.intake.regions import Regions
from tests.worlds.regions import HAISHU, HANGZHOU, WEST_LAKE, YUHANG, regions

LIST = """客户编号,客户名称,城市,详细地址,纬度,经度
K1,对的,杭州市,余杭区文一西路 969 号,30.35,119.85
K2,错区,杭州市,余杭区文一西路 969 号,29.85,121.55
K3,错市,杭州市,海曙区天一广场,29.85,121.55
K4,边上,杭州市,余杭区荆长路,30.35,119.905
K5,海上,,浙江省杭州市余杭区,30.35,123
K6,没说,,天一广场 3 号,29.85,121.55
"""


@pytest.fixture(scope="module")
def china(tmp_path_factory: pytest.TempPathFactory) -> Regions:
    return regions(tmp_path_factory.mktemp("regions"))


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("浙江省杭州市余杭区文一西路 969 号", YUHANG),
        ("中国 浙江 杭州 余杭区 文一西路", YUHANG),
        ("杭州余杭仓前街道", YUHANG),
        ("余杭区文一西路", YUHANG),  # there is no other
        ("浙江省海曙区", HAISHU),
        ("杭州市文三路 90 号", HANGZHOU),
        ("浙江省杭州文三路 90 号", HANGZHOU),
        ("北京朝阳区建国路", "110105"),
        ("吉林吉林市松江路", "2202"),
    ],
)
def test_an_address_names_the_narrowest_region_that_it_is_sure_of(china: Regions, address: str, code: str) -> None:
    assert china.named(address) == code


@pytest.mark.parametrize(
    "address",
    [
        "西湖区文二路",  # Hangzhou's or Nanchang's
        "杭州路 12 号",  # a street
        "吉林省吉林大路",
        "杭州西湖文化广场",  # it lies in another district
        "浙江省",  # too wide to be a place
        "Wensan Road 90, Hangzhou",
        "${alert(1)}</script>",
        "",
    ],
)
def test_what_an_address_leaves_open_stays_open(china: Regions, address: str) -> None:
    assert china.named(address) == ""


def test_the_city_beside_it_decides(china: Regions) -> None:
    """And gives its own name where the address has none."""
    assert china.named("西湖区文二路", "杭州市") == WEST_LAKE
    assert china.named("西湖区文二路", "南昌市") == "360103"
    assert china.named("文二路 1 号", "杭州市") == HANGZHOU


def test_a_middle_lies_inside_and_borders_are_measured(china: Regions) -> None:
    for code in (YUHANG, HAISHU):
        assert china.around(china.centre(code)) == code
        assert china.away_m(code, china.centre(code)) == 0
    assert china.away_m(HANGZHOU, china.centre(WEST_LAKE)) == 0
    assert china.away_m(YUHANG, (30.35, 119.95)) == pytest.approx(4800, abs=20)
    assert china.around((0, 0)) == ""
    assert china.name(YUHANG) == "浙江省杭州市余杭区"


def test_rows_that_lie_elsewhere_are_told_and_kept(china: Regions, monkeypatch: pytest.MonkeyPatch) -> None:
    """With row, field and remedy; those near a border, or without a word of their district, are left alone."""
    monkeypatch.setattr(district_check, "districts", lambda: china)
    listed = read_accounts(LIST.encode(), "list.csv")
    told = [(fault.line, fault.field, fault.sentence()) for fault in listed.faults if fault.code == "LIES_ELSEWHERE"]
    assert told == [
        (
            3,
            "address",
            "“详细地址” names 浙江省杭州市余杭区, but the coordinates lie 166 km outside of it, in 浙江省宁波市海曙区.",
        ),
        (4, "city", "“城市” names 浙江省杭州市, but the coordinates lie 145 km outside of it, in 浙江省宁波市海曙区."),
        (
            6,
            "address",
            "“详细地址” names 浙江省杭州市余杭区, but the coordinates lie 297 km outside of it, in 30.3500, 123.0000.",
        ),
    ]
    assert [account.external_id for account in listed.accounts] == ["K1", "K2", "K3", "K4", "K5", "K6"]
    kept = listed.accounts[1]
    assert kept.location is not None
    assert (kept.address, kept.location.lat, kept.location.lon) == ("余杭区文一西路 969 号", 29.85, 121.55)


def test_without_the_extra_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(district_check, "districts", lambda: None)
    listed = read_accounts(LIST.encode(), "list.csv")
    assert "LIES_ELSEWHERE" not in {fault.code for fault in listed.faults}


def test_the_real_borders_know_the_districts_of_today() -> None:
    """临平 and 钱塘 are of 2021; what was merged away then leaves the city."""
    china = districts()
    if china is None:
        pytest.skip("the extra `districts` is not installed")
    assert china.name(china.around((30.4190, 120.2990))) == "浙江省杭州市临平区"
    assert china.name(china.named("杭州市钱塘区金沙大道")) == "浙江省杭州市钱塘区"
    assert china.named("杭州市下城区武林广场") == HANGZHOU
    assert china.away_m("3302", (30.2741, 120.1551)) > 50_000
