"""The columns we know, by the names people give them; the first name of a field is ours, earlier names win."""

from collections.abc import Mapping

from app.method.list_kind import ListKind

ColumnNames = Mapping[str, tuple[str, ...]]

ACCOUNT_COLUMNS: ColumnNames = {
    "external_id": (
        "external_id", "客户编号", "客户编码", "客户代码", "客户ID", "门店编号", "customer id", "customer number",
        "customer no", "customer code", "account id", "store number", "store id", "license id", "osm_id", "编号",
        "编码", "id", "code", "account number", "account no",
    ),
    "name": (
        "name", "客户名称", "客户姓名", "公司名称", "单位名称", "企业名称", "门店名称", "店名", "名称", "客户",
        "customer name", "account name", "company name", "store name", "shop name", "customer", "account", "company",
    ),
    "address": ("address", "详细地址", "客户地址", "门店地址", "地址", "street address", "full address", "street"),
    "city": ("city", "城市", "所在城市", "市", "town"),
    "market": ("market", "市场", "区域", "片区", "所属区域", "region", "area"),
    "category": ("category", "客户类型", "客户类别", "客户分类", "类别", "customer type", "customer category", "type"),
    "grade": ("grade", "客户等级", "客户级别", "等级", "级别", "评级", "customer grade", "class"),
    "owner": ("owner", "负责人", "业务员", "销售员", "客户经理", "归属人", "rep", "sales rep", "account owner"),
    "lat": ("lat", "纬度", "客户纬度", "latitude"),
    "lon": ("lon", "经度", "客户经度", "longitude", "lng", "long"),
    "datum": ("datum", "坐标系", "坐标系统", "coordinate system", "crs"),
    "precise": ("precise", "精准客户", "是否精准", "是否精准客户", "精准", "qualified"),
    "need": ("need", "需求", "客户需求", "需求情况", "有无需求"),
    "ability_to_pay": ("ability_to_pay", "购买力", "支付能力", "有无购买力", "can pay", "budget"),
    "authority": ("authority", "决策权", "有无决策权", "decision authority"),
    "first_kp": ("first_kp", "第一KP", "第一KP姓名", "第一决策人", "决策人", "first kp name", "decision maker"),
    "first_kp_phone": ("first_kp_phone", "第一KP电话", "第一KP手机", "决策人电话", "decision maker phone"),
    "first_kp_level": ("first_kp_level", "第一KP等级", "第一KP级别", "第一KP关系等级", "决策人等级"),
    "kp": ("kp", "KP姓名", "关键人", "影响人", "kp name", "influencer"),
    "kp_phone": ("kp_phone", "KP电话", "KP手机", "关键人电话", "影响人电话"),
    "kp_level": ("kp_level", "KP等级", "KP级别", "KP关系等级", "关键人等级"),
    "contact": ("contact", "联系人", "联系人姓名", "contact name", "contact person"),
    "contact_role": ("contact_role", "角色", "联系人角色", "联系人职位", "role"),
    "phone": ("phone", "联系电话", "联系人电话", "手机号", "手机", "电话", "phone number", "tel", "mobile"),
    "deal_value": (
        "deal_value", "预计成交额", "预计成交金额", "预计金额", "成交金额", "商机金额", "意向金额", "expected value",
    ),
    "yearly_value": ("yearly_value", "年成交额", "年销售额", "年采购额", "年度金额", "annual value", "annual revenue"),
    "visit_minutes": (
        "visit_minutes", "拜访时长", "拜访分钟", "停留时长", "服务时长", "visit duration", "service minutes",
        "duration",
    ),
    "open_hours": (
        "open_hours", "可拜访时间", "可拜访时段", "拜访时段", "营业时间", "接待时间", "opening hours", "business hours",
        "hours",
    ),
    "interval_days": ("interval_days", "拜访间隔", "拜访间隔天数", "拜访周期", "间隔天数", "visit interval"),
    "visits_per_month": (
        "visits_per_month", "拜访频次", "拜访频率", "每月拜访次数", "月拜访次数", "频次", "visit frequency",
        "frequency",
    ),
    "last_visit_on": (
        "last_visit_on", "上次拜访日期", "上次拜访时间", "上次拜访", "最近拜访日期", "最近拜访", "最后拜访日期",
        "last visit date", "last visit", "last visited",
    ),
    "visits": ("visits", "已拜访次数", "累计拜访次数", "拜访次数", "见面次数", "visit count", "visits so far"),
    "next_step_on": (
        "next_step_on", "下一步日期", "下一步时间", "下次跟进日期", "下次跟进时间", "next step date", "next step",
        "follow up date",
    ),
    "appointment": ("appointment", "预约时间", "约定时间", "预约", "appointment time"),
    "must_visit": ("must_visit", "必访", "是否必访", "必须拜访"),
    "active": ("active", "有效", "是否有效", "启用", "是否启用"),
    "do_not_visit": ("do_not_visit", "勿访", "请勿拜访", "不拜访", "禁止拜访", "免访", "no visits"),
    "reopened": ("reopened", "重新开放", "重开", "再次开放"),
}  # fmt: skip

REP_COLUMNS: ColumnNames = {
    "external_id": ("external_id", "工号", "员工编号", "业务员编号", "编号", "rep id", "employee id", "id"),
    "name": ("name", "姓名", "业务员", "业务员姓名", "销售员", "名称", "rep name", "rep", "sales rep"),
    "lat": ("lat", "起点纬度", "出发纬度", "家纬度", "纬度", "home lat", "start lat", "home latitude", "latitude"),
    "lon": (
        "lon", "起点经度", "出发经度", "家经度", "经度", "home lon", "start lon", "home longitude", "longitude", "lng",
    ),
    "datum": ("datum", "坐标系", "坐标系统", "coordinate system", "crs"),
    "end_lat": ("end_lat", "终点纬度", "end latitude"),
    "end_lon": ("end_lon", "终点经度", "end longitude", "end lng"),
    "start": ("start", "上班时间", "开始时间", "上班", "shift start", "day start"),
    "end": ("end", "下班时间", "结束时间", "下班", "shift end", "day end"),
    "field_days": ("field_days", "外勤日", "拜访日", "出访日", "工作日", "working days", "weekdays"),
    "leave": ("leave", "请假日期", "休假日期", "请假", "休假", "days off", "absent"),
    "lunch": ("lunch", "午休时长", "午餐时长", "午休", "午餐", "lunch minutes", "lunch duration"),
    "lunch_from": ("lunch_from", "午休最早", "午休最早开始", "午休开始", "lunch earliest"),
    "lunch_to": ("lunch_to", "午休最晚", "午休最晚开始", "lunch latest"),
    "max_visits": ("max_visits", "最多拜访数", "最多拜访", "每日最多拜访", "拜访上限", "每日拜访上限"),
    "overtime_minutes": ("overtime_minutes", "加班上限", "加班分钟", "加班", "overtime", "max overtime"),
    "timezone": ("timezone", "时区"),
    "travel_mode": ("travel_mode", "出行方式", "交通方式", "交通工具", "vehicle"),
}  # fmt: skip

PAST_VISIT_COLUMNS: ColumnNames = {
    "external_id": ACCOUNT_COLUMNS["external_id"],
    "name": ACCOUNT_COLUMNS["name"],
    "visited_on": (
        "visited_on", "拜访日期", "拜访时间", "实际拜访日期", "实际拜访时间", "签到日期", "签到时间", "日期",
        "visit date", "date of visit", "visited at", "visit day", "checked in at", "check in time", "check in date",
        "date", "day",
    ),
    "rep": (
        "rep", "拜访人", "拜访人员", "业务员", "业务员姓名", "业务员编号", "销售员", "工号", "员工编号", "客户经理",
        "负责人", "sales rep", "rep id", "rep name", "visited by", "employee id", "owner",
    ),
    "outcome": (
        "outcome", "拜访结果", "拜访状态", "完成情况", "是否完成", "结果", "状态", "visit outcome", "visit status",
        "result", "status",
    ),
    "note": (
        "note", "备注", "拜访备注", "拜访记录", "拜访纪要", "拜访内容", "小结", "notes", "comment", "comments",
        "remark", "remarks", "summary",
    ),
}  # fmt: skip

COLUMNS_OF: Mapping[ListKind, ColumnNames] = {
    ListKind.ACCOUNTS: ACCOUNT_COLUMNS,
    ListKind.VISITS: PAST_VISIT_COLUMNS,
}

# How to write a value, shown in every remedy; the same in all languages.
EXAMPLES: Mapping[str, str] = {
    "external_id": "K-0001", "name": "杭州大厦", "lat": "30.2741", "lon": "120.1551", "end_lat": "30.2741",
    "end_lon": "120.1551", "datum": "WGS-84", "precise": "yes", "need": "explicit, latent, no", "ability_to_pay": "yes",
    "authority": "yes", "first_kp_level": "3", "kp_level": "3", "contact_role": "first_kp", "deal_value": "60000",
    "yearly_value": "60000", "visit_minutes": "45", "open_hours": "Mon-Fri 09:00-12:00; Sat 10:00-12:00",
    "interval_days": "30", "visits_per_month": "2", "last_visit_on": "2026-11-24", "visits": "1",
    "next_step_on": "2026-11-24", "appointment": "2026-11-24 10:00", "must_visit": "yes", "active": "yes",
    "do_not_visit": "no", "reopened": "no", "start": "09:00", "end": "18:00", "field_days": "Mon-Fri",
    "leave": "2026-11-24; 2026-11-25", "lunch": "60", "lunch_from": "11:30", "lunch_to": "13:30", "max_visits": "12",
    "overtime_minutes": "30", "timezone": "Asia/Shanghai", "travel_mode": "car, ebike, transit",
    "visited_on": "2026-11-24", "rep": "R01", "outcome": "完成, 未拜访, 取消 (done, skipped, cancelled)", "note": "…",
}  # fmt: skip

# Units in a header such as "成交金额(万元)" or "拜访频次(次/周)" that are not ours, and what turns them into ours.
_MONEY = {"千元": 1e3, "万": 1e4, "万元": 1e4, "亿": 1e8, "亿元": 1e8}
_MINUTES = {"小时": 60.0, "时": 60.0, "h": 60.0, "hour": 60.0, "hours": 60.0}
UNIT_FACTORS: Mapping[str, Mapping[str, float]] = {
    "deal_value": _MONEY,
    "yearly_value": _MONEY,
    "visit_minutes": _MINUTES,
    "lunch": _MINUTES,
    "overtime_minutes": _MINUTES,
    "interval_days": {"周": 7.0, "week": 7.0, "weeks": 7.0, "月": 30.0, "month": 30.0, "months": 30.0},
    "visits_per_month": {"周": 30 / 7, "week": 30 / 7, "季": 1 / 3, "季度": 1 / 3, "quarter": 1 / 3, "年": 1 / 12,
                         "year": 1 / 12},
}  # fmt: skip
