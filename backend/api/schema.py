"""The API's schema, beyond what drf-spectacular reads from the views."""

from typing import Any

from drf_spectacular.openapi import AutoSchema as SpectacularAutoSchema

PROBLEM = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "code": {"type": "string"}, "message": {"type": "string"}},
                "required": ["field", "code", "message"],
            },
        },
    },
    "required": ["type", "title", "status", "code"],
}


class AutoSchema(SpectacularAutoSchema):
    """Operations tagged by the first part of their address."""

    def get_tags(self) -> list[str]:
        parts = [part for part in self.path.removeprefix("/api/v1/").split("/") if part and not part.startswith("{")]
        return parts[:1]


def drop_null_beside_anything(result: Any, generator: Any, request: Any, public: bool) -> Any:
    """Describe a nullable JSON field as anything: `oneOf` anything and null fits null twice, which JSON Schema calls wrong."""
    if isinstance(result, dict):
        if {"type": "null"} in result.get("oneOf", []) and {} in result["oneOf"]:
            del result["oneOf"]
        for part in result.values():
            drop_null_beside_anything(part, generator, request, public)
    elif isinstance(result, list):
        for part in result:
            drop_null_beside_anything(part, generator, request, public)
    return result


def describe_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Add the Problem answer to every operation."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    problem_response = {
        "description": "Problem (RFC 9457)",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for path in result["paths"].values():
        for method, operation in path.items():
            if method in ("get", "post", "put", "patch", "delete"):
                for status in ("400", "401", "403", "404", "405", "406", "409", "413", "415", "429"):
                    operation["responses"].setdefault(status, problem_response)
    return result
