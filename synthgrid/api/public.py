"""The application, and where people and programs reach it: its links say so, whatever a request was addressed to."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, Request
from werkzeug.routing import MapAdapter

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Application(Flask):
    """A Flask application with a public address.

    Who is asking is judged by what a request is really addressed to: that stays in `request.host`.

    Args:
        public_url: Such as `https://example.org/synthgrid`; "" where the Host header of each request says it.
    """

    def __init__(self, name: str, public_url: str) -> None:
        super().__init__(name, static_folder=None)
        self._public = urlsplit(public_url)
        if self._public.path:
            self.wsgi_app = _Below(self._public.path, self.wsgi_app)  # type: ignore[method-assign]  # Flask's documented way

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return what is called as it is: nothing here is asynchronous, and Flask looks anew at each request."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Return what makes links."""
        adapter = super().create_url_adapter(request)
        if adapter is not None and self._public.netloc:
            adapter.url_scheme, adapter.server_name = self._public.scheme, self._public.netloc
        return adapter


class _Below:
    """Serves an application below a path, whether the proxy before it takes that off or not."""

    def __init__(self, path: str, inner: "WSGIApplication") -> None:
        self._path, self._inner = path, inner

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        environ["SCRIPT_NAME"] = self._path
        if f"{environ['PATH_INFO']}/".startswith(f"{self._path}/"):
            environ["PATH_INFO"] = environ["PATH_INFO"].removeprefix(self._path)
        return self._inner(environ, start_response)
