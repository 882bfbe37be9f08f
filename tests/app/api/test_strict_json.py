"""JSON that JSON cannot carry, or that can be read two ways: 422 with a pointer, wherever it stands; never 500."""

import httpx
import pytest

from app.api.strict_json import DEEPEST

ACCOUNT = '{{"external_id": "K1", "name": "x", "location": {{"lat": {}, "lon": 120}}}}'
BATCH = '{{"items": [{{"external_id": "K1", "name": "x"}}, {{"external_id": "K2", "name": "x", "visits": {}}}]}}'


def post(client: httpx.Client, path: str, text: str | bytes) -> httpx.Response:
    return client.post(f"/api/v1/{path}", content=text, headers={"Content-Type": "application/json"})


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", str(2**63), "9" * 5000, "1" + "0" * 300]
)
def test_a_number_that_is_none_is_pointed_at(program: httpx.Client, number: str) -> None:
    """In a nested field and in an item of a list; the value itself is never sent back."""
    for path, text, pointer in (
        ("accounts", ACCOUNT, "/body/location/lat"),
        ("accounts:batchUpsert", BATCH, "/body/items/1/visits"),
    ):
        refused = post(program, path, text.format(number))
        assert refused.status_code == 422
        assert [fault["pointer"] for fault in refused.json()["errors"]] == [pointer]
        assert number[:20] not in refused.text.replace(refused.json()["instance"], "")
    assert program.get("/api/v1/accounts").json()["data"] == []


@pytest.mark.parametrize("number", ["1e400", "2.5", '"3"', "true", "-1", str(2**62), "null"])
def test_a_number_that_does_not_fit_is_pointed_at(program: httpx.Client, number: str) -> None:
    """A count is a whole number within its bounds, and nothing that could be taken for one."""
    refused = post(program, "accounts", f'{{"external_id": "K1", "name": "x", "visits": {number}}}')
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/body/visits")


@pytest.mark.parametrize(
    ("text", "pointer", "code"),
    [
        (r'{"external_id": "K1", "name": "\ud800"}', "/body/name", "json.half_character"),
        (r'{"external_id": "K1", "name": "\udfff\ud83d"}', "/body/name", "json.half_character"),
        (r'{"external_id": "K1", "name": "a\u0000b"}', "/body/name", "json.nul"),
        (r'{"external_id": "K1", "name": "x", "a\u0000/~": 1}', "/body/a\x00~1~0", "json.nul"),
        ('{"external_id": "K1", "name": "x", "name": "y"}', "/body/name", "json.named_twice"),
        (
            '{"external_id": "K1", "name": "x", "contacts": [{"name": "a", "name": "b"}]}',
            "/body/contacts/0/name",
            "json.named_twice",
        ),
        (
            '{"external_id": "K1", "name": ' + "[" * (DEEPEST + 2) + "]" * (DEEPEST + 2) + "}",
            "/body/name" + "/0" * DEEPEST,
            "json.too_deep",
        ),
    ],
)
def test_a_text_that_cannot_be_kept_is_pointed_at(program: httpx.Client, text: str, pointer: str, code: str) -> None:
    """Halves of characters, NUL, names given twice, and nesting without end."""
    refused = post(program, "accounts", text)
    assert refused.status_code == 422
    assert (refused.json()["errors"][0]["pointer"], refused.json()["errors"][0]["code"]) == (pointer, code)


def test_whole_characters_are_kept(program: httpx.Client) -> None:
    """A pair of surrogates in an escape is one character."""
    made = post(program, "accounts", r'{"external_id": "K1", "name": "\ud83d\ude00 西湖"}')
    assert (made.status_code, made.json()["name"]) == (201, "😀 西湖")


@pytest.mark.parametrize(
    "path", ["accounts", "reps", "appointments", "plans", "accounts/HZ-001/slots", "accounts:batchUpsert"]
)
def test_an_unknown_field_is_pointed_at(program: httpx.Client, stored_week: str, path: str) -> None:
    """Nothing is taken silently, and nothing that is ours can be set."""
    refused = post(program, path, '{"version": 7}')
    assert refused.status_code == 422
    assert "/body/version" in [fault["pointer"] for fault in refused.json()["errors"]]
