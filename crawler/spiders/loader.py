"""Makes every outlet a spider: `scrapy list` lists them, `scrapy crawl aljazeera` works."""

from __future__ import annotations

import builtins

from scrapy import Request
from scrapy.settings import BaseSettings

from crawler.spiders.outlet import OutletSpider
from news import links
from news.outlet import Outlet
from storage import config as configuration
from storage.crawls import outlets
from storage.errors import NotFound


class OutletLoader:
    """Scrapy's SpiderLoaderProtocol over the outlet catalogue."""

    def __init__(self, catalogue: outlets.Catalogue) -> None:
        self._catalogue = catalogue

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> OutletLoader:
        return cls(outlets.load(configuration.load()))

    def load(self, spider_name: str) -> type[OutletSpider]:
        """The spider of an outlet. Raises KeyError, naming the nearest, for an unknown one."""
        try:
            return spider_of(self._catalogue.get(spider_name))
        except NotFound as error:
            raise KeyError(str(error)) from error

    def list(self) -> builtins.list[str]:
        return self._catalogue.ids()

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """Outlets on whose site the address is."""
        return [outlet.id for outlet in self._catalogue.read()[0] if links.same_site(request.url, outlet.home)]


def spider_of(outlet: Outlet) -> type[OutletSpider]:
    """A class of its own, because Scrapy reads name and settings from the class."""
    return type(f"{outlet.id.title().replace('-', '')}Spider", (OutletSpider,), {"name": outlet.id, "outlet": outlet})
