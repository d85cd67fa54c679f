"""What an article is known by: its form apart from its title, its feed's id apart from the date of its update."""

from __future__ import annotations

import re
from dataclasses import replace

from crawler.items import Article
from crawler.pipelines.counting import Counting
from db.rules.urls import surely_differ, url_key

LONGEST = 1_000

FORMS = re.compile(
    r"^(Guidance|Statutory guidance|Detailed guide|Press release|News story|Speech|Consultation|Open consultation|"
    r"Closed consultation|Consultation outcome|Policy paper|Research and analysis|Research|Official Statistics|"
    r"Accredited official statistics|National Statistics|Statistical data set|Transparency data|Correspondence|"
    r"Corporate report|Independent report|Notice|Form|Regulation|Decision|FOI release|Impact assessment|Promotional "
    r"material|World news story|Case study|Government response|Fatality notice|Map|Standard|Call for evidence|"
    r"Authored article|Blog post): (?=\S)"
)


class Identity(Counting):
    """Part a publisher's form from the title, and a changing id from what stays."""

    def tidy(self, item: Article) -> Article:
        """Return the article with its form and an id that stays."""
        form = FORMS.match(item.title)
        title = item.title[form.end() :] if form else item.title
        guid = lasting_id(item)
        if form is None and guid == item.guid:
            return item
        return replace(item, title=title, form=item.form or (form[1] if form else None), guid=guid)


def is_address(guid: str, url: str) -> bool:
    """Whether a feed's id is the address of the article itself."""
    return not surely_differ(guid, url) and url_key(guid) == url_key(url)


def lasting_id(item: Article) -> str | None:
    """Return the feed's id of an article, or None where it is only its address or changes with each update."""
    guid = (item.guid or "").strip()
    if not guid or len(guid) > LONGEST:
        return None
    if guid.startswith(("http://", "https://")) and ("#" in guid or is_address(guid, item.url)):
        return None
    return guid
