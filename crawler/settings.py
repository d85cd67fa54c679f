"""Scrapy's settings: safe and polite; the pipelines in their order. A crawl without Scrapy's engine uses them too."""

from __future__ import annotations

BOT_NAME = "CommonThread"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

USER_AGENT = "CommonThread/0.1 (+https://commonthread.example/about)"
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "CommonThread"
COOKIES_ENABLED = False
TELNETCONSOLE_ENABLED = False
METAREFRESH_ENABLED = False
REFERRER_POLICY = "no-referrer"
REDIRECT_MAX_TIMES = 5
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]  # 429 and 503 say when to come back: no retry here
DOWNLOAD_DELAY = 2
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 10_000_000
HTTPCACHE_ENABLED = False
FEED_EXPORT_ENCODING = "utf-8"

DOWNLOAD_HANDLERS = {
    "http": "crawler.fetching.handler.GuardedDownloadHandler",
    "https": "crawler.fetching.handler.GuardedDownloadHandler",
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}

ITEM_PIPELINES = {
    "crawler.pipelines.canonical_url.CanonicalUrl": 100,
    "crawler.pipelines.clean.Clean": 200,
    "crawler.pipelines.furniture.Furniture": 300,
    "crawler.pipelines.identity.Identity": 400,
    "crawler.pipelines.store.Store": 500,
}
