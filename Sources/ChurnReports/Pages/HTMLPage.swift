/// A page in one file: no network, no scripts, and a policy that tells the browser so.
struct HTMLPage: Sendable {
  /// The title, as text.
  let title: String
  /// What stands in `main`, as markup.
  let body: String

  /// The page.
  var text: String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="Content-Security-Policy" \
    content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
    <title>\(Markup.escaped(title))</title>
    <style>
    \(Palette.variables(of: ":root"))
    \(Self.styles)
    \(SVG.styles)
    </style>
    </head>
    <body>
    <main>
    \(body)</main>
    </body>
    </html>

    """
  }

  private static let styles = """
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--ground); color: var(--ink); line-height: 1.45; \
    font: 16px/1.45 \(Palette.fonts); font-variant-numeric: tabular-nums; }
    main { max-width: 52rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; }
    h1 { font-size: 1.7rem; line-height: 1.2; margin: .1rem 0 .6rem; overflow-wrap: anywhere; }
    h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; }
    .kicker { margin: 0; color: var(--muted); font-size: .9rem; overflow-wrap: anywhere; }
    .verdict { margin: 0 0 1rem; font-size: 1.05rem; }
    .verdict strong { font-size: 2.1rem; line-height: 1; margin-right: .2rem; white-space: nowrap; }
    .band { display: inline-block; padding: .05rem .6rem; border-radius: 1rem; font-size: .9rem; \
    font-weight: 600; border: 1.5px solid currentColor; white-space: nowrap; }
    .band.low { color: var(--down); }
    .band.medium { color: var(--muted); }
    .band.high, .band.critical { color: var(--up); }
    .band.critical { background: var(--up); border-color: var(--up); color: var(--ground); }
    .facts { display: flex; flex-wrap: wrap; gap: .6rem; margin: 0 0 1.4rem; }
    .facts div { background: var(--panel); border-radius: .5rem; padding: .5rem .9rem; flex: 1 1 8rem; }
    .facts dt { color: var(--muted); font-size: .85rem; }
    .facts dd { margin: 0; font-weight: 600; }
    .facts dd small { display: block; font-weight: 400; }
    h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; }
    figure { margin: 1.2rem 0 0; }
    header + figure { margin-top: 0; }
    figure svg { display: block; width: 100%; height: auto; font-family: inherit; }
    figure .narrow { display: none; max-width: 30rem; }
    figure svg.part { max-width: 30rem; }
    figure svg.small { max-width: 18rem; }
    figcaption { color: var(--muted); font-size: .9rem; margin-top: .5rem; }
    figcaption.title, .chart-lead { margin: 0 0 .6rem; font-size: .9rem; color: var(--muted); }
    figcaption.title strong, .chart-lead strong { display: block; color: var(--ink); \
    font-size: 1rem; }
    .chart-lead { margin-top: 1.6rem; }
    .multiples { display: grid; gap: 1rem 1.6rem; \
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 14rem), 1fr)); }
    .multiples figure { margin: 0; min-width: 0; overflow-wrap: anywhere; display: grid; \
    grid-template-rows: subgrid; grid-row: span 2; gap: .2rem; }
    .up { color: var(--up); }
    .down { color: var(--down); }
    table { border-collapse: collapse; width: 100%; font-size: .95rem; }
    caption { text-align: left; color: var(--muted); font-size: .9rem; padding-bottom: .3rem; }
    th, td { text-align: left; vertical-align: top; padding: .38rem .6rem .38rem 0; \
    border-bottom: 1px solid var(--grid); font-weight: 400; overflow-wrap: anywhere; }
    thead th { color: var(--muted); font-size: .85rem; }
    th:last-child, td:last-child { padding-right: 0; }
    th.number, td.number { padding-left: .5rem; }
    code { font-size: .92em; white-space: nowrap; }
    pre code { white-space: inherit; font-size: 1em; }
    .multiples strong { font-weight: 600; font-size: .92rem; }
    .number { text-align: right; white-space: nowrap; overflow-wrap: normal; }
    thead th.number { white-space: normal; overflow-wrap: normal; vertical-align: bottom; }
    td.number { font-weight: 600; }
    .sum th { font-weight: 600; }
    small { color: var(--muted); font-size: .8rem; margin-right: .25rem; }
    section { scroll-margin-top: 1rem; }
    a { color: var(--down); }
    nav ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; \
    gap: .1rem 1.2rem; font-size: .9rem; }
    nav a { display: inline-block; padding: .3rem 0; }
    details { margin: .6rem 0 0; }
    summary { cursor: pointer; color: var(--muted); font-size: .9rem; padding: .25rem 0; }
    details > table, details > .scroll { margin-top: .4rem; }
    .scroll { overflow-x: auto; }
    .scroll th { overflow-wrap: break-word; min-width: 5rem; }
    .scroll th.number { min-width: 0; }
    .scroll tbody th { min-width: 5.5rem; }
    .scroll:focus-visible, summary:focus-visible, a:focus-visible { outline: 2px solid var(--down); \
    outline-offset: 2px; }
    .plain, .steps { padding-left: 1.2rem; }
    .plain li, .steps li { margin: .35rem 0; overflow-wrap: anywhere; }
    .steps p { margin: .2rem 0; }
    pre { background: var(--panel); border-radius: .4rem; padding: .5rem .8rem; margin: .3rem 0; \
    white-space: pre-wrap; overflow-wrap: anywhere; font-size: .9rem; }
    .fingerprint { overflow-wrap: anywhere; }
    .more, footer { color: var(--muted); font-size: .9rem; }
    footer { margin-top: 2.2rem; border-top: 1px solid var(--grid); }
    @media (max-width: 40rem) {
    main { padding: 1rem 1rem 2rem; }
    figure .wide { display: none; }
    figure .narrow { display: block; }
    table { font-size: .88rem; }
    }
    @media print {
    main { max-width: none; padding: 0; }
    figure, tr, li { break-inside: avoid; }
    h2, h3, figcaption.title { break-after: avoid; }
    nav, details:not([open]) { display: none; }
    .scroll { overflow: visible; }
    figure .wide { display: block; }
    figure .narrow { display: none; }
    }
    """
}
