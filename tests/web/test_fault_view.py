"""Faults in the reader's words."""

from app.intake.faults import warning
from web.fault_view import column_name, fault_line
from web.i18n import translator

EN, ZH = translator("en"), translator("zh")


def test_a_fault_names_the_column_as_its_reader_does():
    """In Chinese by the importer's Chinese name, in English by ours."""
    fault = warning(7, "deal_value", "UNREADABLE_VALUE", field="deal_value", value="-5", default="—", example="60000")
    assert fault_line(fault, ZH).sentence == "预计成交额“-5”读不出来，按“—”处理。"
    assert fault_line(fault, ZH).field == "预计成交额"
    assert fault_line(fault, EN).sentence == "The deal_value “-5” cannot be read; “—” was taken."


def test_a_column_nobody_named_keeps_its_name():
    """Nothing is made up."""
    assert column_name("colour", ZH) == "colour"
    assert column_name("", ZH) == ""
