"""Checks pages in headless Chromium; see scripts/check-pages, which calls it.

Usage: check_pages.py BROWSER PAGE ...
"""

import os
import pathlib
import sys

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

WIDTHS = (1280, 768, 390, 320)
SCHEMES = ("light", "dark")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}

# Texts of visible pictures that leave their picture, or lie on one another by more than a hair.
TEXTS = """() => {
  const found = [];
  for (const svg of document.querySelectorAll('svg')) {
    if (!svg.getClientRects().length) continue;
    const view = svg.viewBox.baseVal;
    const name = svg.querySelector('title').textContent;
    const boxes = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBBox()]);
    for (const [text, box] of boxes) {
      if (box.x < -1 || box.y < -3 || box.x + box.width > view.width + 1
          || box.y + box.height > view.height + 3) found.push(`"${text}" leaves "${name}"`);
    }
    for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
      const [a, b] = [boxes[i][1], boxes[j][1]];
      const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
      const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
      if (wide > 1.5 && high > 5) found.push(`"${boxes[i][0]}" on "${boxes[j][0]}" in "${name}"`);
    }
  }
  return found;
}"""


def check(browser, page_path, shots):
    """The faults of one page, a sentence each."""
    faults = []
    url = pathlib.Path(page_path).resolve().as_uri()
    for width in WIDTHS:
        for scheme in SCHEMES:
            where = f"{page_path} at {width} px, {scheme}"
            page = browser.new_page(
                viewport={"width": width, "height": 900}, color_scheme=scheme)
            page.on("console", lambda m: faults.append(f"{where}: console: {m.text}"))
            page.on("pageerror", lambda e: faults.append(f"{where}: error: {e}"))
            page.on("request", lambda r: r.url == url
                    or faults.append(f"{where}: asks for {r.url}"))
            page.goto(url)
            if shots:
                name = f"{pathlib.Path(page_path).stem}-{width}-{scheme}.png"
                page.screenshot(path=str(shots / name), full_page=True)
            for opened in (False, True):
                if opened:
                    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
                wide, inner = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
                if wide > inner:
                    faults.append(f"{where}: {wide} px wide")
                results = Axe().run(page, options=RULES).response
                for violation in results["violations"]:
                    nodes = "; ".join(n["html"][:120] for n in violation["nodes"][:3])
                    faults.append(f"{where}: axe {violation['id']}: {violation['help']}: {nodes}")
            faults += [f"{where}: {fault}" for fault in page.evaluate(TEXTS)]
            page.close()
    page = browser.new_page()
    page.goto(url)
    page.emulate_media(media="print")
    if not page.pdf(format="A4", path=shots and str(shots / f"{pathlib.Path(page_path).stem}.pdf")):
        faults.append(f"{page_path}: cannot be printed")
    page.close()
    return faults


def main():
    executable, pages = sys.argv[1], sys.argv[2:]
    folder = os.environ.get("CHECK_PAGES_SHOTS")
    shots = pathlib.Path(folder) if folder else None
    if shots:
        shots.mkdir(parents=True, exist_ok=True)
    bad = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        for page in pages:
            faults = check(browser, page, shots)
            bad += bool(faults)
            print(f"check-pages: {page}: {len(faults)} faults")
            for fault in faults:
                print(f"  {fault}")
        browser.close()
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
