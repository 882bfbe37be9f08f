"""JSON merge patches (RFC 7396): what is named is changed, null takes it back to what it is when nobody says."""

from collections.abc import Callable, Mapping
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import ValidationError, create_model

from app.api.values import Order, as_request_fault

_Facts = TypeVar("_Facts", bound=Order)


def patch_of(facts: type[Order]) -> Callable[..., dict[str, Any]]:
    """A dependency that reads a patch of these facts: each may be left out or null, none may be added."""
    model = _patch_model(facts)

    def changes(body: Any) -> dict[str, Any]:
        return dict(body.model_dump(mode="json", exclude_unset=True))

    changes.__annotations__["body"] = model
    return changes


def merged(facts: _Facts, changes: Mapping[str, Any]) -> _Facts:
    """The facts with the changes, held to the same rules; raises RequestValidationError."""
    try:
        return type(facts).model_validate(_merge(facts.model_dump(mode="json"), changes))
    except ValidationError as error:
        raise as_request_fault(error, "body") from error


def _merge(target: Any, patch: Any) -> Any:
    if not isinstance(patch, Mapping):
        return patch
    result = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = _merge(result.get(name), value)
    return result


def _patch_model(facts: type[Order]) -> type[Order]:
    fields: dict[str, Any] = {}
    for name, field in facts.model_fields.items():
        kind = _in_part(field.annotation)
        for rule in field.metadata:
            kind = Annotated[kind, rule]
        fields[name] = (kind | None if not isinstance(kind, type) else Union[kind, None], None)  # noqa: UP007
    return create_model(f"{facts.__name__}Patch", __base__=Order, **fields)


def _in_part(kind: Any) -> Any:
    """The same kind of value where objects inside may be given in part; a list is always given whole."""
    if isinstance(kind, type) and issubclass(kind, Order):
        return _patch_model(kind)
    if get_origin(kind) in (Union, UnionType):
        return Union[tuple(_in_part(one) for one in get_args(kind))]  # noqa: UP007
    if get_origin(kind) is dict:
        name, value = get_args(kind)
        return dict[name, Union[value, None]]  # type: ignore[valid-type]  # noqa: UP007
    return kind
