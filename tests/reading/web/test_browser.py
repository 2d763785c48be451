"""The pages in a real browser: nothing foreign runs, nothing of ours complains, every reader gets along.

Skipped where there is no Chromium. `RASID_SHOTS=folder` keeps a picture of every page; `RASID_AXE` names an `axe.min.js`
(npm: axe-core), which is no part of this project, and adds its rules to ours; `make test-browser` fetches one where npm is.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage import database
from storage.database import Database
from tests.reading.web import filled, serving
from tests.reading.web.test_pages import fill_hostile

pytestmark = pytest.mark.slow
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
SEARCH = "/search?q=%D8%A7%D9%84%D9%83%D9%87%D8%B1%D8%A8%D8%A7%D8%A1"
CONTRAST = """() => {
  const probe = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const colour = (text) => {
    probe.clearRect(0, 0, 1, 1); probe.fillStyle = text; probe.fillRect(0, 0, 1, 1);
    return probe.getImageData(0, 0, 1, 1).data;
  };
  const light = (c) => [0.2126, 0.7152, 0.0722].reduce((sum, part, i) => {
    const v = c[i] / 255; return sum + part * (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); }, 0);
  const behind = (e) => {
    for (; e; e = e.parentElement) { const c = colour(getComputedStyle(e).backgroundColor); if (c[3] > 250) return c; }
    return [255, 255, 255];
  };
  const bad = [];
  for (const e of document.querySelectorAll("body *")) {
    if (e.closest("svg") || !e.checkVisibility() || ![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
    if (["MARK", "INS", "DEL"].includes(e.tagName) || e.closest(".unseen, .skip")) continue;
    const style = getComputedStyle(e), one = light(colour(style.color)), two = light(behind(e));
    const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    const big = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && +style.fontWeight >= 700);
    if (ratio < (big ? 3 : 4.5)) bad.push(`${e.tagName}.${e.className} ${ratio.toFixed(2)} ${e.textContent.trim().slice(0, 30)}`);
  }
  return bad;
}"""
NAMELESS = """() => [...document.querySelectorAll(
    "a, button, input:not([type=hidden]), select, textarea, summary, svg[role=img]")]
  .filter((e) => e.checkVisibility() && !(e.getAttribute("aria-label") || e.textContent.trim() || (e.labels && e.labels.length)))
  .map((e) => e.outerHTML.slice(0, 90))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    with sync_api.sync_playwright() as play:
        one = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield one
        one.close()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("browser")
    db = database.open(f"sqlite:///{folder / 'rasid.db'}", create=True)
    filled.fill(db, stories=60, archive=folder / "archive")
    yield db
    db.close()


@pytest.fixture(scope="module")
def site(corpus: Database) -> Iterator[str]:
    made = serving.app(corpus, now=filled.NOW, data_dir=Path(corpus.url.database or "").parent, http_local="crawl")
    serving.add_faults(made)
    with serving.served(made) as address:
        yield address


@pytest.fixture(scope="module")
def paths(corpus: Database) -> dict[str, str]:
    from sqlalchemy import text

    with corpus.read() as session:
        story = session.scalar(text("SELECT id FROM cluster ORDER BY size DESC, id LIMIT 1"))
        copy = session.scalar(text(f"SELECT max(id) FROM article WHERE cluster_id = {story}"))
        revised = session.scalar(text("SELECT id FROM article ORDER BY revision DESC LIMIT 1"))
        mixed = session.scalar(text("SELECT id FROM article WHERE headline LIKE '%OpenAI%'"))
        english = session.scalar(text("SELECT id FROM article WHERE language = 'en'"))
    return {
        "latest": "/",
        "search": SEARCH,
        "search-empty": "/search",
        "search-none": "/search?q=%22%D8%BA%D8%B1%D9%8A%D8%A8%D8%A9%22",
        "article": f"/article/{revised}",
        "mixed": f"/article/{mixed}",
        "english": f"/article/{english}",
        "changes": f"/article/{revised}/changes",
        "source": f"/article/{revised}/source",
        "story": f"/story/{story}",
        "compare": f"/story/{story}/compare/{copy}",
        "outlets": "/outlets",
        "outlet": "/outlets/aljazeera",
        "runs": "/runs",
        "run": "/runs/1",
        "trends": "/trends",
        "compared": f"/trends{SEARCH.removeprefix('/search')}&q2=%D8%A7%D9%84%D9%85%D8%AF%D8%B1%D8%B3%D8%A9",
        "display": "/display",
        "watches": "/watches",
        "watch": "/watches/1",
        "watch-muted": "/watches/3?copies=1",
        "watch-new": f"/watches/new{SEARCH.removeprefix('/search')}&outlet=aljazeera",
        "watch-edit": "/watches/2/edit",
        "fault": "/nope",
        "fault-outlet": "/outlets/aljazera",
        "fault-time": "/feed.xml?since=gestern",
        "fault-slow": "/fault/slow?q=x",
        "fault-ours": "/fault/ours",
        "fault-right": "/fault/right",
        "fault-rate": "/fault/rate",
    }


def opened(browser: Any, site: str, complaints: list[str], *, size: str = "desktop", language: str = "ar", **more: Any) -> Any:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, timezone_id="Asia/Damascus", **more)
    context.add_cookies(
        [{"name": name, "value": value, "url": site} for name, value in (("lang", language), ("zone", "Asia/Damascus"))]
    )
    page = context.new_page()
    page.on("console", lambda said: complaints.append(f"{said.type}: {said.text}") if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on("dialog", lambda dialog: (complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on(
        "request",
        lambda request: complaints.append(f"foreign: {request.url}") if not request.url.startswith((site, "data:")) else None,
    )
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page(browser: Any, site: str, paths: dict[str, str], size: str, language: str, scheme: str) -> None:
    """No complaint of the browser, no policy broken, nothing wider than the screen, contrast and names as WCAG AA has them."""
    complaints: list[str] = []
    page = opened(browser, site, complaints, size=size, language=language, color_scheme=scheme)
    shots = os.environ.get("RASID_SHOTS")
    for name, path in paths.items():
        page.goto(site + path)
        if name.startswith("fault"):
            complaints[:] = [said for said in complaints if "the server responded with a status of" not in said]
        assert complaints == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        assert page.evaluate(CONTRAST) == [], name
        assert page.evaluate(NAMELESS) == [], name
        if shots:
            Path(shots).mkdir(parents=True, exist_ok=True)
            page.screenshot(
                path=f"{shots}/{name}-{size}-{language}-{scheme}.png", full_page=name not in {"latest", "search", "runs"}
            )
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_axe(browser: Any, site: str, paths: dict[str, str], size: str, language: str, scheme: str) -> None:
    axe = os.environ.get("RASID_AXE")
    if not axe:
        pytest.skip("RASID_AXE names no axe.min.js (npm pack axe-core)")
    page = opened(browser, site, [], size=size, language=language, color_scheme=scheme, bypass_csp=True)
    wrong: dict[str, list[str]] = {}
    for name, path in paths.items():
        page.goto(site + path)
        assert page.locator("html").get_attribute("lang") == language, name
        page.add_script_tag(path=axe)
        found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
        told = [f"{one['id']}: {one['nodes'][0]['html'][:120]}: {one['nodes'][0]['failureSummary'][:200]}" for one in found]
        if told:
            wrong[name] = told
    assert wrong == {}
    page.context.close()


SMALL = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, summary, textarea")].filter((e) => {
  const r = (e.closest("label") || e).getBoundingClientRect(), buttons = ".button, .icon, .other, .brand";
  const main = e.matches(`button, select, textarea, input, ${buttons}, .menu a, .ways a, .chosen a, .feeds a`);
  const least = main ? 44 : 24;
  return e.checkVisibility() && !e.closest(".skip, .unseen, dd, p:not(.meta, .row), .body") && r.width
    && (r.height < least - .5 || (r.width < 24 && !e.closest("th, td"))); }).map((e) => e.outerHTML.slice(0, 90))"""


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_finger_hits_what_it_aims_at(browser: Any, site: str, paths: dict[str, str], language: str) -> None:
    """Fields and buttons 44 pixels high on a phone; no other target below 24 (WCAG 2.5.8), those within a sentence left out."""
    page = opened(browser, site, [], size="phone", language=language)
    small: dict[str, list[str]] = {}
    for name, path in paths.items():
        page.goto(site + path)
        small[name] = page.evaluate(SMALL)
    assert {name: found for name, found in small.items() if found} == {}
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_white_whatever_the_screen_is(browser: Any, site: str, paths: dict[str, str], scheme: str) -> None:
    """Printed, every text can be read, and what only a screen can use is left out."""
    page = opened(browser, site, [], color_scheme=scheme)
    page.emulate_media(media="print", color_scheme=scheme)
    for name, path in paths.items():
        page.goto(site + path)
        assert page.evaluate(CONTRAST) == [], name
        assert page.locator("header.top:visible, .filters:visible, .pager:visible, footer:visible").count() == 0, name
    page.goto(site + paths["story"])
    assert page.locator(".tagged.first").evaluate("e => getComputedStyle(e).color") == "rgb(255, 255, 255)"
    page.context.close()


def test_whole_without_script(browser: Any, site: str, paths: dict[str, str]) -> None:
    page = opened(browser, site, [], java_script_enabled=False)
    page.goto(site + paths["latest"])
    page.fill("#q", "الكهرباء")
    page.press("#q", "Enter")
    assert page.locator("mark").count() > 0
    page.locator("h3 a").first.click()
    assert page.locator(".body p").count() > 0
    page.goto(site + paths["latest"])
    page.locator("#filters summary").click()
    page.select_option("#f-outlet", "aljazeera")
    page.click("#filters button")
    assert set(page.locator(".item .outlet").all_inner_texts()) == {"الجزيرة نت"}
    page.context.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_watch_is_made_mended_muted_and_ended(browser: Any, site: str, script: bool) -> None:
    """From a search, in a real browser, which says itself where a form comes from."""
    page = opened(browser, site, [], java_script_enabled=script)
    name = f"كهرباء {script}"
    page.goto(site + SEARCH)
    page.click(".order .keep")
    assert page.input_value("#w-query") == "الكهرباء"
    assert page.locator(".side-cards .item").count() > 0
    page.fill("#w-name", name)
    page.fill("#w-query", 'الكهرباء "انقطاع')
    page.select_option("#w-quiet", "hours")
    page.fill("#w-quiet-to", "06:30")
    page.fill("#w-channels", "ops، desk")
    page.click(".watch-form .button.main")
    assert "علامة تنصيص" in page.locator("#e-query").inner_text()
    assert page.get_attribute("#w-query", "aria-invalid") == "true"
    assert (page.input_value("#w-name"), page.input_value("#w-quiet-to"), page.input_value("#w-channels")) == (
        name, "06:30", "ops، desk",
    )  # fmt: skip
    page.fill("#w-query", "الكهرباء -كرة")
    page.click("text=جرّب")
    assert page.locator(".side-cards .item").count() > 0
    page.click(".watch-form .button.main")
    assert page.locator("h1").inner_text() == name
    assert "٠٦:٣٠" in page.locator(".sum").inner_text()
    page.select_option("#m-for", "off")
    page.click("form.inline button")
    assert page.locator(".sum .state").inner_text() == "التنبيه موقوف"
    page.click("form[action$=unmute] button")
    assert page.locator(".sum .state").inner_text() == "تعمل"
    page.click(".ending summary")
    page.click(".ending button")
    assert page.locator("h1").inner_text() == "المتابعات"
    assert name not in page.locator("main").inner_text()
    page.context.close()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_phone_reads_every_figure_of_a_run(browser: Any, site: str, paths: dict[str, str], language: str) -> None:
    """No column lies outside the screen: a run is a few lines, each figure with its name."""
    page = opened(browser, site, [], size="phone", language=language)
    for name in ("runs", "outlet"):
        page.goto(site + paths[name])
        table = page.locator("table.runs")
        assert table.evaluate("e => e.scrollWidth <= e.parentElement.clientWidth"), name
        row = table.locator("tbody tr").first
        assert row.evaluate("""e => [...e.cells].filter((c) => c.checkVisibility()).every((c) => {
          const box = c.getBoundingClientRect(); return box.left >= 0 && box.right <= innerWidth; })""")
        named = row.locator("td[data-label='عُرض'], td[data-label='Offered']")
        assert named.evaluate("e => getComputedStyle(e, '::before').content").strip('" ') == (
            "عُرض" if language == "ar" else "Offered"
        )
    page.context.close()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_day_stays_beside_figures_that_are_scrolled(browser: Any, site: str, paths: dict[str, str], language: str) -> None:
    page = opened(browser, site, [], size="phone", language=language)
    page.goto(site + paths["trends"])
    region = page.locator(".scroll:has(.days-by)")
    assert region.get_attribute("aria-label")
    assert region.evaluate("e => e.scrollWidth > e.clientWidth"), "there is something to scroll"
    region.focus()
    page.keyboard.press("ArrowLeft" if language == "ar" else "ArrowRight")
    for _ in range(100):  # it scrolls smoothly
        if region.evaluate("e => e.scrollLeft"):
            break
        page.wait_for_timeout(30)
    else:
        pytest.fail("the keyboard does not scroll it")
    assert page.locator(".days-by tbody th").first.evaluate("""e => {
      const own = e.getBoundingClientRect(), all = e.closest('.scroll').getBoundingClientRect();
      return own.left >= all.left - 1 && own.right <= all.right + 1; }""")
    page.context.close()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_wide_chart_opens_at_its_newest_day(browser: Any, site: str, paths: dict[str, str], language: str) -> None:
    """Without a script too; the figures of its axis stand at that end."""
    page = opened(browser, site, [], size="phone", language=language, java_script_enabled=False)
    page.goto(site + paths["compared"])
    seen = page.locator(".scroll.newest").evaluate("""e => {
      const all = e.getBoundingClientRect();
      const within = (one) => {
        const r = one.getBoundingClientRect(); return r.left >= all.left - 1 && r.right <= all.right + 1; };
      const days = [...e.querySelectorAll(".d0")], texts = [...e.querySelectorAll("text")];
      return [e.scrollWidth > e.clientWidth, within(days[0]), within(days.at(-1)), within(texts[0])]; }""")
    assert seen == [True, False, True, True]
    page.context.close()


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_the_week_of_an_outlet_is_whole_on_every_screen(
    browser: Any, site: str, paths: dict[str, str], size: str, language: str
) -> None:
    page = opened(browser, site, [], size=size, language=language)
    page.goto(site + paths["outlet"])
    shown = page.locator("svg.heat:visible, svg.upright:visible").filter(has=page.locator("text"))
    assert shown.count() == 1
    assert shown.locator("[class^=h]").count() == 168
    box = shown.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= SIZES[size][0]
    page.context.close()


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("width", [320, 360, 1440])
def test_when_each_outlet_printed_a_story_is_seen_at_once(
    browser: Any, site: str, paths: dict[str, str], width: int, language: str
) -> None:
    """One chart on every screen, whole without scrolling, its letters no smaller than 12 pixels where it is narrow."""
    page = opened(browser, site, [], size="phone", language=language, java_script_enabled=False)
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(site + paths["story"])
    shown = page.locator(".plot svg:visible")
    assert shown.count() == 1
    assert shown.get_attribute("class") == ("chart upright times" if width < 704 else "chart spread")
    assert shown.locator("circle").count() == page.locator(".rail > li").count()
    assert page.locator(".plot").evaluate("e => e.scrollWidth <= e.clientWidth")
    assert (
        shown.locator("text").evaluate_all("""all => all.filter((e) => {
      const own = e.getBoundingClientRect(), whole = e.closest(".plot").getBoundingClientRect();
      return own.left < whole.left || own.right > whole.right; }).map((e) => e.textContent)""")
        == []
    )
    if width == 360:
        assert min(shown.locator("text:not([class$=-n])").evaluate_all(
            "all => all.map((e) => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a)")) >= 12  # fmt: skip
    page.context.close()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_narrowest_screen_holds_every_page(browser: Any, site: str, paths: dict[str, str], language: str) -> None:
    """320 pixels, as WCAG 1.4.10 has it: the menu whole, the outlets of a form in one column, nothing beside the screen."""
    page = opened(browser, site, [], size="phone", language=language)
    page.set_viewport_size({"width": 320, "height": 640})
    outside = """[...document.querySelectorAll(".menu a, .ticks label")].filter((e) => {
      const r = e.getBoundingClientRect(); return r.width > 0 && (r.left < -1 || r.right > innerWidth + 1);
    }).map((e) => e.textContent)"""
    for name, path in paths.items():
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        assert page.evaluate(outside) == [], name
    page.context.close()


def test_a_text_that_is_cut_ends_with_a_word_and_an_ellipsis(browser: Any, site: str, paths: dict[str, str]) -> None:
    """The style sheet hides whole words and says so; it clamps no line, which would break a word where the line ends."""
    hidden = """e => [e.querySelector('span').checkVisibility(), getComputedStyle(e, '::after').content,
                      getComputedStyle(e).webkitLineClamp]"""
    for size, expected in (("phone", [False, '" …"', "none"]), ("desktop", [True, "none", "none"])):
        page = opened(browser, site, [], size=size)
        page.goto(site + paths["latest"])
        assert page.locator(".lead.long").first.evaluate(hidden) == expected
        page.context.close()


def test_a_choice_is_kept_by_a_real_browser(browser: Any, site: str) -> None:
    page = opened(browser, site, [])
    page.goto(f"{site}/display")
    page.select_option("#d-lang", "en")
    page.click("main form button")
    assert page.locator("html").get_attribute("lang") == "en"
    page.context.close()


def test_keyboard(browser: Any, site: str, paths: dict[str, str]) -> None:
    page = opened(browser, site, [])
    page.goto(site + paths["latest"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("a/b")
    assert page.input_value("#q") == "a/b"
    page.context.close()


def test_light_and_dark_stay(browser: Any, site: str, paths: dict[str, str]) -> None:
    page = opened(browser, site, [], color_scheme="light")
    page.goto(site + paths["latest"])
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.goto(site + paths["runs"])
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark != before
    page.context.close()


def test_the_browser_says_where_it_is(browser: Any, site: str) -> None:
    """Who chose no zone reads their own times, from the first page on."""
    context = browser.new_context(timezone_id="America/New_York", locale="en-US")
    page = context.new_page()
    page.goto(f"{site}/display")
    page.wait_for_function("document.querySelector('#d-zone').value === 'America/New_York'")
    context.close()


def test_nothing_foreign_runs(browser: Any, tmp_path: Path) -> None:
    """Every payload, in every field, on every page that shows it."""
    db = database.open(f"sqlite:///{tmp_path / 'rasid.db'}", create=True)
    last = fill_hostile(db)
    with serving.served(serving.app(db, now=filled.NOW)) as site:
        complaints: list[str] = []
        page = opened(browser, site, complaints)
        for path in [
            "/",
            SEARCH,
            "/trends?by=section",
            "/outlets/aljazeera",
            *(f"/article/{number}" for number in range(1, last + 1)),
        ]:
            page.goto(site + path)
            page.mouse.move(400, 400)
            assert page.evaluate("window.pwned") is None, path
            assert complaints == [], path
            assert page.evaluate("document.scripts.length") == 1
        page.context.close()
    db.close()
