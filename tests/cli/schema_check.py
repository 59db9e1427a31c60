"""As much of a JSON Schema validator as the schemas of the command line need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
_KNOWN = {"$schema", "$ref", "$defs", "title", "description", "type", "properties", "required", "items", "enum"}
_KNOWN |= {"anyOf", "additionalProperties"}


def problems(value: Any, schema: dict[str, Any], root: dict[str, Any], where: str = "$") -> Iterator[str]:
    """Tell where a value is not as a schema says. `root` holds the definitions.

    A word of the schema that is not known here is a problem too: nothing passes because it was not understood.
    """
    if unknown := set(schema) - _KNOWN:
        yield f"{where}: the schema says {unknown}"
    if "$ref" in schema:
        yield from problems(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, where)
    if "anyOf" in schema and all(any(problems(value, each, root, where)) for each in schema["anyOf"]):
        yield f"{where}: {value!r} is none of {schema['anyOf']}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is not one of {schema['enum']}"
    if "type" in schema:
        wanted = schema["type"]
        is_right = isinstance(value, _TYPES[wanted]) and (wanted == "boolean") == isinstance(value, bool)
        if not is_right:
            yield f"{where}: {value!r} is no {wanted}"
            return
    if isinstance(value, dict):
        yield from _of_object(value, schema, root, where)
    if isinstance(value, list) and "items" in schema:
        for place, each in enumerate(value):
            yield from problems(each, schema["items"], root, f"{where}[{place}]")


def _of_object(value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], where: str) -> Iterator[str]:
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{where}: {name} is missing"
    properties = schema.get("properties", {})
    others = schema.get("additionalProperties", True)
    for name, each in value.items():
        if name in properties:
            yield from problems(each, properties[name], root, f"{where}.{name}")
        elif others is False:
            yield f"{where}: {name} is not in the schema"
        elif isinstance(others, dict):
            yield from problems(each, others, root, f"{where}.{name}")
