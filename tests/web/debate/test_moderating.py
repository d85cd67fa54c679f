"""Reports, the queue, decisions with reasons, and what must never come out."""

from __future__ import annotations

import re

import html5lib
import pytest

from db import moderation, reports
from db.errors import CommonThreadError

HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))", "[x](data:text/html;base64,PHNjcmlwdD4=)", "![x](https://evil.example/x.png)",
    "<iframe src=//evil.example></iframe>", "<style>*{}</style>", "<a href='https://evil.example' onclick=x>x</a>",
    "`<script>alert(1)</script>`", "> <script>alert(1)</script>", "- <img src=x onerror=alert(1)>",
    "<math><mi xlink:href='javascript:alert(1)'>", "<form action=//evil.example><input>", "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>", "<link rel=stylesheet href=//evil.example>",
    "<object data=x>", "<embed src=x>", "<video src=x onerror=alert(1)>", "<details open ontoggle=alert(1)>",
    "<body onload=alert(1)>", "&lt;script&gt;alert(1)&lt;/script&gt;", "[x](//evil.example)", "<https://evil.example>",
    "[x]: javascript:alert(1)\n\n[x]", "<a href='&#106;avascript:alert(1)'>x</a>", "</textarea><script>alert(1)</script>",
    "\u202etxet", "a" * 4000,
]  # fmt: skip


def post(somebody, story: str, text: str = "A calm word."):  # type: ignore[no-untyped-def]
    return somebody.send(f"/stories/{story}/comment", f"/stories/{story}/comments", text=text)


def page_of(somebody, story: str) -> str:  # type: ignore[no-untyped-def]
    return somebody.get(f"/stories/{story}").get_data(as_text=True)


def report(somebody, comment: int = 1, reason: str = "child", note: str = ""):  # type: ignore[no-untyped-def]
    path = f"/comments/{comment}/report"
    return somebody.send(path, path, reason=reason, note=note)


def decide(somebody, comment: int, action: str, reason: str = ""):  # type: ignore[no-untyped-def]
    return somebody.send("/account", f"/moderation/comments/{comment}", action=action, reason=reason)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_live_html_in_page_queue_or_own_list(person, hazel, story, hostile: str, db, now) -> None:  # type: ignore[no-untyped-def]
    larch = person("Larch")
    post(larch, story, hostile)
    pages = [hazel.get("/moderation"), larch.get("/my-comments")]
    moderation.decide(db, 1, "publish", hostile[:100], now, moderator="Hazel")
    pages += [person().get(f"/stories/{story}"), person().get("/moderation/log"), person().get("/comments/1/report")]
    for page in pages:
        tree = html5lib.parse(page.get_data(as_text=True), treebuilder="etree", namespaceHTMLElements=False)
        for element in tree.iter():
            if not isinstance(element.tag, str):
                continue
            name = element.tag.rpartition("}")[2]
            if name == "script" and element.attrib["src"].startswith("/static/site.js?v=") and not element.text:
                continue
            assert name not in (
                "script",
                "iframe",
                "style",
                "object",
                "embed",
                "img",
                "math",
                "video",
                "base",
                "details",
            )
            assert not [key for key in element.attrib if key.startswith("on")]
            assert not re.match(r"\s*(javascript|data):", element.attrib.get("href", ""), re.IGNORECASE)
            assert "evil.example" not in element.attrib.get("href", "") + element.attrib.get("action", "")


def test_one_report_that_could_identify_a_child_hides_at_once(person, hazel, story) -> None:  # type: ignore[no-untyped-def]
    post(hazel, story, "A detail too much.")
    answer = report(person())
    assert "hidden now" in answer.get_data(as_text=True)
    assert "0800 1111" in answer.get_data(as_text=True)
    page = page_of(person(), story)
    assert "Hidden while a moderator looks at it." in page
    assert "A detail too much." not in page
    assert "comments" not in re.sub(r'class="comments"|#comment|/comment', "", page.partition('<h2 id="debate"')[0])


def test_another_report_only_queues(person, hazel, story) -> None:  # type: ignore[no-untyped-def]
    post(hazel, story)
    report(person(), reason="off topic", note="It is about buses.")
    assert "A calm word." in page_of(person(), story)
    oak = person("Oak", "moderator")
    assert "It is about buses." in oak.get("/moderation").get_data(as_text=True)


def test_a_restored_comment_is_queued_not_hidden_by_the_next_report(person, hazel, story) -> None:  # type: ignore[no-untyped-def]
    post(hazel, story)
    report(person())
    oak = person("Oak", "moderator")
    decide(oak, 1, "publish", "No detail identifies anybody.")
    assert "A calm word." in page_of(person(), story)
    report(person())
    assert "A calm word." in page_of(person(), story)
    assert "A calm word." in oak.get("/moderation").get_data(as_text=True)


def test_reports_of_a_child_come_first_then_the_oldest(person, hazel, story, db) -> None:  # type: ignore[no-untyped-def]
    larch = person("Larch")
    for text in ("First.", "Second.", "Third."):
        post(larch, story, text)
    post(hazel, story, "Reported.")
    report(person(), comment=4)
    assert [one.text for one in moderation.queue(db)] == ["Reported.", "First.", "Second.", "Third."]


@pytest.mark.parametrize("reason", ["", "nonsense"])
def test_a_report_needs_a_reason_from_the_list(person, hazel, story, reason: str, db, now) -> None:  # type: ignore[no-untyped-def]
    post(hazel, story)
    assert report(person(), reason=reason).status_code == 400
    with pytest.raises(CommonThreadError, match="Choose a reason"):
        reports.report(db, 1, reason, "", "key", now, 20)


def test_what_is_not_shown_cannot_be_reported(person, story) -> None:  # type: ignore[no-untyped-def]
    post(person("Larch"), story)
    somebody = person()
    assert somebody.get("/comments/1/report").status_code == 404
    assert somebody.send("/sign-in", "/comments/1/report", reason="child").status_code == 404


def test_reports_from_one_client_are_limited(person, hazel, story) -> None:  # type: ignore[no-untyped-def]
    post(hazel, story)
    somebody = person()
    answers = [report(somebody, reason="off topic").status_code for _ in range(12)]
    assert answers[:10] == [200] * 10
    assert answers[-1] == 429


def test_a_decision_needs_a_reason_which_the_author_sees(person, hazel, story, db) -> None:  # type: ignore[no-untyped-def]
    larch = person("Larch")
    post(larch, story, "Rash words.")
    assert decide(hazel, 1, "remove").status_code == 409
    assert decide(hazel, 1, "remove", "Rule 3: argue with what was said.").status_code == 303
    mine = larch.get("/my-comments").get_data(as_text=True)
    assert "Removed by a moderator" in mine
    assert "Rule 3: argue with what was said." in mine
    assert all("Rash words." not in str(row) for row in db.copy_out("comment"))
    assert decide(hazel, 1, "publish", "x").status_code == 409


def test_a_moderator_never_decides_on_their_own_comment(hazel, story) -> None:  # type: ignore[no-untyped-def]
    post(hazel, story)
    assert decide(hazel, 1, "hide", "Mine.").status_code == 409


def test_only_moderators_see_the_queue_and_decide(person, story) -> None:  # type: ignore[no-untyped-def]
    larch = person("Larch")
    post(larch, story)
    assert larch.get("/moderation").status_code == 404
    assert larch.send("/account", "/moderation/comments/1", action="publish").status_code == 404
    assert person().send("/sign-in", "/moderation/comments/1", action="publish").status_code == 302
    assert larch.get(f"/moderation/stories/{story}/thread").status_code == 404


def test_the_log_tells_everybody_what_and_why_without_words_or_names(person, hazel, story) -> None:  # type: ignore[no-untyped-def]
    post(person("Larch"), story, "Rash words.")
    decide(hazel, 1, "remove", "Rule 3.")
    log = person().get("/moderation/log").get_data(as_text=True)
    assert "removed a comment" in log
    assert "Rule 3." in log
    assert "Rash words." not in log
    assert "Larch" not in log
    assert "Hazel" not in log


def test_a_thread_is_closed_and_opened_with_a_reason(person, hazel, story) -> None:  # type: ignore[no-untyped-def]
    path = f"/moderation/stories/{story}/thread"
    assert hazel.send(path, path, action="close", reason="").status_code == 409
    assert hazel.send(path, path, action="close", reason="Too heated.").status_code == 303
    assert "Too heated." in page_of(person(), story)
    assert hazel.send(path, path, action="open", reason="Calm again.").status_code == 303
    assert "Open until" in page_of(person(), story)
    assert hazel.send(path, path, action="burn", reason="x").status_code == 400


@pytest.mark.parametrize(("comment", "action"), [(1, "explode"), (2**63, "hide")])
def test_a_wrong_decision_is_400(hazel, comment: int, action: str) -> None:  # type: ignore[no-untyped-def]
    assert decide(hazel, comment, action, "x").status_code == 400


def test_an_unknown_comment_is_404(hazel) -> None:  # type: ignore[no-untyped-def]
    assert decide(hazel, 99, "hide", "x").status_code == 404


def test_every_change_needs_its_token(person, hazel, story) -> None:  # type: ignore[no-untyped-def]
    post(hazel, story)
    for path in ("/moderation/comments/1", f"/stories/{story}/comments", "/comments/1/withdraw", "/comments/1/report",
                 "/sign-in", "/sign-out", "/sign-out-everywhere", "/subscribe", "/welcome"):  # fmt: skip
        answer = hazel.client.post(path, data={"action": "hide", "reason": "x", "text": "x"})
        assert answer.status_code == 400, path
        assert (b"waited a long time" if path.endswith("/comments") else b"out of date") in answer.data, path


def test_no_address_is_shown_to_anybody_else(person, hazel, story) -> None:  # type: ignore[no-untyped-def]
    post(person("Larch"), story)
    for page in (hazel.get("/moderation"), hazel.get(f"/stories/{story}"), person().get("/moderation/log")):
        assert b"larch@example.org" not in page.data


def test_a_story_that_names_a_child_holds_every_comment(newsroom, person, hazel) -> None:  # type: ignore[no-untyped-def]
    story = newsroom.slug(newsroom.article("Verdict in the case", risk="named child"))
    assert "a moderator reads every comment" in page_of(person(), story)
    assert "/my-comments" in post(hazel, story).headers["Location"]
