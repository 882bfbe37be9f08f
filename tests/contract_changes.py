"""What a new description of the API breaks for who relies on the old one (docs/api.md, "Versions")."""

from collections.abc import Iterator, Mapping
from typing import Any

METHODS = ("get", "put", "post", "patch", "delete")
Document = Mapping[str, Any]


def breaks(old: Document, new: Document) -> list[str]:
    """A sentence for each change that an existing client could stumble over; none for additions."""
    found: list[str] = []
    for path, item in old["paths"].items():
        for method in METHODS:
            if method in item:
                now = new["paths"].get(path, {}).get(method)
                name = f"{method.upper()} {path}"
                found += [f"{name} is gone"] if now is None else _operation(name, item[method], now, old, new)
    return found


def _operation(name: str, before: Document, now: Document, old: Document, new: Document) -> Iterator[str]:
    known = {(one["in"], one["name"]): one for one in before.get("parameters", ())}
    for one in now.get("parameters", ()):
        earlier = known.pop((one["in"], one["name"]), None)
        if one.get("required") and not (earlier or {}).get("required"):
            yield f"{name} requires {one['name']}"
    for _, gone in known:
        yield f"{name} no longer takes {gone}"
    for status, answer in before["responses"].items():
        if status not in now["responses"]:
            yield f"{name} no longer answers {status}"
        else:
            for kind, content in answer.get("content", {}).items():
                then = now["responses"][status].get("content", {}).get(kind)
                where = f"{name} {status}"
                if then is None:
                    yield f"{where} is no longer {kind}"
                else:
                    yield from _answered(where, content.get("schema", {}), then.get("schema", {}), old, new, ())
    asked = now.get("requestBody", {})
    if asked.get("required") and not before.get("requestBody", {}).get("required"):
        yield f"{name} requires a body"
    for kind, content in before.get("requestBody", {}).get("content", {}).items():
        then = asked.get("content", {}).get(kind)
        if then is None:
            yield f"{name} no longer takes {kind}"
        else:
            yield from _asked(name, content["schema"], then["schema"], old, new, ())


def _answered(
    where: str, a: Document, b: Document, old: Document, new: Document, seen: tuple[str, ...]
) -> Iterator[str]:
    """Fields that answers had and have no more, or that are of another type."""
    if a.get("$ref") in seen:
        return
    seen = (*seen, a.get("$ref", ""))
    a, b = _resolved(a, old), _resolved(b, new)
    if a.get("type") and b.get("type") and a["type"] != b["type"]:
        yield f"{where} is {b['type']} instead of {a['type']}"
    for field, shape in a.get("properties", {}).items():
        if field not in b.get("properties", {}):
            yield f"{where} lost {field}"
        else:
            yield from _answered(f"{where} {field}", shape, b["properties"][field], old, new, seen)
    if "items" in a and "items" in b:
        yield from _answered(f"{where}[]", a["items"], b["items"], old, new, seen)
    if {"type": "null"} in b.get("anyOf", ()) and {"type": "null"} not in a.get("anyOf", ()):
        yield f"{where} may be null"


def _asked(where: str, a: Document, b: Document, old: Document, new: Document, seen: tuple[str, ...]) -> Iterator[str]:
    """Fields that requests must have and need not have had, or that are refused now."""
    if a.get("$ref") in seen:
        return
    seen = (*seen, a.get("$ref", ""))
    a, b = _resolved(a, old), _resolved(b, new)
    yield from (f"{where} requires {field}" for field in set(b.get("required", ())) - set(a.get("required", ())))
    for field, shape in a.get("properties", {}).items():
        if field not in b.get("properties", {}):
            yield f"{where} no longer takes {field}"
        else:
            yield from _asked(f"{where} {field}", shape, b["properties"][field], old, new, seen)
    for word in a.get("enum", ()):
        if word not in b.get("enum", ()):
            yield f"{where} no longer takes {word}"
    if "items" in a and "items" in b:
        yield from _asked(f"{where}[]", a["items"], b["items"], old, new, seen)


def _resolved(shape: Document, document: Document) -> Document:
    if "$ref" not in shape:
        return shape
    found: Any = document
    for part in shape["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)
