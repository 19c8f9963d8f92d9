"""The one place that knows flask-smorest, which is untyped: its blueprint, with types."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

from flask import Request
from flask_smorest import Api, Blueprint
from marshmallow import Schema
from webargs.flaskparser import FlaskParser

from service.texts_in import refuse_lost_text

__all__ = ["Api", "ApiBlueprint"]

_BYTES = {"type": "string", "format": "binary"}
_View = TypeVar("_View", bound=Callable[..., Any])


class _Keep(Protocol):
    """A decorator whose views keep their types."""

    def __call__(self, view: _View, /) -> _View:
        """Decorate."""
        ...


class _Parser(FlaskParser):
    """Reads what is sent; the body is JSON whose every text can be kept."""

    def load_json(self, req: Request, schema: Schema) -> Any:  # noqa: ANN401 - as webargs has it
        """Read the body."""
        found = super().load_json(req, schema)
        refuse_lost_text(found)
        return found


class ApiBlueprint(Blueprint):  # type: ignore[misc]
    """Views of the API; each is described by its decorators."""

    ARGUMENTS_PARSER = _Parser()

    def get(self, rule: str, **options: object) -> _Keep:
        """Answer GET."""
        return cast("_Keep", super().get(rule, **options))

    def post(self, rule: str, **options: object) -> _Keep:
        """Answer POST."""
        return cast("_Keep", super().post(rule, **options))

    def put(self, rule: str, **options: object) -> _Keep:
        """Answer PUT."""
        return cast("_Keep", super().put(rule, **options))

    def patch(self, rule: str, **options: object) -> _Keep:
        """Answer PATCH."""
        return cast("_Keep", super().patch(rule, **options))

    def delete(self, rule: str, **options: object) -> _Keep:
        """Answer DELETE."""
        return cast("_Keep", super().delete(rule, **options))

    def arguments(self, schema: type[Schema], **options: object) -> _Keep:
        """Load the body, or what `location` names, by a schema and hand it to the view."""
        return cast("_Keep", super().arguments(schema, **options))

    def response(
        self,
        status_code: int,
        schema: Schema | type[Schema] | dict[str, str] | None = None,
        **options: object,
    ) -> _Keep:
        """Dump what the view gives by a schema."""
        return cast("_Keep", super().response(status_code, schema, **options))

    def gives(self, status_code: int, *media_types: str) -> _Keep:
        """Describe a file that the view answers with by itself: one of these types."""

        def decorate(view: _View) -> _View:
            for media_type in media_types:
                view = self.response(status_code, _BYTES, content_type=media_type)(view)
            return view

        return decorate

    def doc(self, **words: object) -> _Keep:
        """Describe what the schemas do not."""
        return cast("_Keep", super().doc(**words))
