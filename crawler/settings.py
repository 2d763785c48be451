"""Scrapy's settings: polite, bounded, closed. What differs by outlet is set by `crawler.spiders.outlet.OutletSpider`."""

from __future__ import annotations

from importlib import metadata

from storage import config as configuration

_config = configuration.load()
_VERSION = metadata.version("rasid")

BOT_NAME = "rasid"
USER_AGENT = f"Rasid/{_VERSION} (+{_config.contact})"
SPIDER_LOADER_CLASS = "crawler.spiders.loader.OutletLoader"
SPIDER_MODULES: list[str] = []
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

# the way out: one guarded handler, one guarded resolver (both must stand here: set by a spider the resolver is ignored)
DOWNLOAD_HANDLERS = {
    "http": "crawler.fetching.download.GuardedHandler",
    "https": "crawler.fetching.download.GuardedHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
TWISTED_DNS_RESOLVER = "crawler.fetching.guard.GuardedResolver"
RASID_ROUTE_TABLE = {host: list(target) for host, target in _config.route_table.items()}
DOWNLOAD_VERIFY_CERTIFICATES = True
HTTPPROXY_ENABLED = False  # else HTTP_PROXY in a service's environment would lead round the guard
REMOTE_CONTROL_ENABLED = False  # on by default, and runs code
TELNETCONSOLE_ENABLED = False

# bounds of one answer
DOWNLOAD_TIMEOUT = 20  # seconds, for the whole answer
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024  # also after decompression; Scrapy's own default is 1 GiB
DOWNLOAD_WARNSIZE = 5 * 1024 * 1024
DOWNLOAD_FAIL_ON_DATALOSS = True
REDIRECT_MAX_TIMES = 5
RETRY_TIMES = 2
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]  # 429 and 503 ask us to stay away: such a link waits for a later run
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # the link's state says it
METAREFRESH_ENABLED = False
URLLENGTH_LIMIT = 2000
DNS_TIMEOUT = 10

# politeness; DOWNLOAD_DELAY and concurrency come from the outlet
CONCURRENT_REQUESTS = 4
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 2.0
DOWNLOAD_DELAY_JITTER = 0.0  # jitter would go below the delay we promise
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = DOWNLOAD_DELAY
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
ROBOTSTXT_OBEY = False  # Scrapy's own reads a 5xx as consent; crawler.fetching.middlewares.RobotsMiddleware follows RFC 9309

# nothing about us or from one page to the next
COOKIES_ENABLED = False
REFERRER_POLICY = "no-referrer"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "ar,*;q=0.5",
}

# What we use of Scrapy's own, in place of «None» for all the rest: to switch a part off in that way is to import it, and remote
# control and cookies bring aiohttp and requests along, a fifth of the start of every crawl.
DOWNLOADER_MIDDLEWARES_BASE = {
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": 550,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": 850,
}
DOWNLOADER_MIDDLEWARES = {
    "crawler.fetching.middlewares.ScopeMiddleware": 50,
    "crawler.fetching.middlewares.RobotsMiddleware": 100,
}
HTTPERROR_ALLOW_ALL = True  # the spider sees every status and gives each link its state
ITEM_PIPELINES = {
    "crawler.pipelines.Archive": 100,
    "crawler.pipelines.Extract": 200,
    "crawler.pipelines.Record": 300,
}
# not MemoryUsage, which polls once a minute, too slow: the process has a limit (crawler.__main__)
EXTENSIONS_BASE = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.logcount.LogCount": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.throttle.AutoThrottle": 0,
}
EXTENSIONS = {"crawler.ledger.Ledger": 0}
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # the frontier in the database holds each address once
JOBDIR = None  # loses the queue on kill -9: the frontier is in the database

LOG_LEVEL = "INFO"
LOG_VERSIONS: list[str] = []
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LOG_DATEFORMAT = "%Y-%m-%dT%H:%M:%S%z"
LOG_SHORT_NAMES = True
STATS_DUMP = False
