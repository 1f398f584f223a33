"""The application: wires everything, holds nothing."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from synthgrid import api, web
from synthgrid.drawing import Cache, Renderer
from synthgrid.settings import Settings, read_settings
from synthgrid.storage import Database


def create_app(settings: Settings | None = None) -> Flask:
    """Return the WSGI application.

    Args:
        settings: Everything that can be set; read from the environment by default.

    Raises:
        SettingsError: A variable of the environment has a value that cannot be used.
    """
    settings = read_settings() if settings is None else settings
    app = api.Application("synthgrid", settings.public_url)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the default provider has it
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the same
    app.secret_key = settings.secret_key or None
    database = Database(settings.database_url)
    app.extensions["synthgrid"] = api.Context(
        settings=settings,
        database=database,
        renderer=Renderer(settings.rendering, processes=settings.processes),
        cache=Cache(settings.rendering.cache_dir, settings.rendering.cache_bytes),
        rates=api.Rates(settings.limits.requests),
    )
    api.register(app)
    app.register_blueprint(web.pages(database, settings))
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]  # Flask's documented way
    return app
