// Sorts, filters, draws and opens. Text that people chose is only ever set as text: no HTML is
// built from strings here, and Plotly, which reads markup in its labels, gets numbers, rules' names
// and problems' ids.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("class-data").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");

  // ---- small things

  /** An element with properties and children; a child that is a string becomes text. */
  function element(name, properties = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key === "class") made.className = value;
      else made.setAttribute(key, value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }

  const number = (value) => value.toLocaleString("en", { maximumFractionDigits: 2 });
  // Downwards: what is short of a threshold is not shown as if it had reached it.
  const percent = (value) => `${(Math.floor(value * 10000 + 1e-6) / 100).toFixed(2)}%`;
  const shortPercent = (value) => `${Number((value * 100).toFixed(3))}%`;
  const count = (value) => `${value} student${value === 1 ? "" : "s"}`;
  const colour = (name) =>
    getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  // ---- charts

  const charts = new Map(); // element -> function that gives { traces, layout }
  const config = { displayModeBar: false, responsive: false, doubleClick: false, showTips: false };

  function base(height) {
    const text = colour("--quiet");
    const axis = {
      gridcolor: colour("--grid"), linecolor: colour("--line"), zeroline: false, fixedrange: true,
      automargin: true, tickangle: 0, tickfont: { color: text, size: 12 }, tickcolor: colour("--line"),
    };
    return {
      height, margin: { l: 34, r: 12, t: 14, b: 30 }, bargap: 0.08, showlegend: false,
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", dragmode: false,
      font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: text },
      hoverlabel: {
        bgcolor: colour("--card"), bordercolor: colour("--line"),
        font: { color: colour("--text"), size: 12 },
      },
      xaxis: { ...axis, showgrid: false }, yaxis: { ...axis, rangemode: "tozero" },
      shapes: [], annotations: [],
    };
  }

  /** Whole numbers only, and few of them. */
  function countAxis(axis, most) {
    const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];
    return { ...axis, tickmode: "linear", tick0: 0, dtick: steps.find((s) => most / s <= 5) };
  }

  /** Draw vertical lines with labels above the plot, on as many rows as keep them apart. */
  function mark(layout, width, [low, high], lines) {
    const inner = width - layout.margin.l - layout.margin.r;
    const ends = []; // right end of the last label of each row, in pixels
    for (const line of [...lines].sort((a, b) => a.at - b.at)) {
      const half = line.label.length * 3.3 + 4;
      const at = ((line.at - low) / (high - low)) * inner;
      const middle = Math.min(Math.max(at, half), inner - half);
      let row = ends.findIndex((end) => middle - half > end);
      if (row < 0) row = ends.length;
      ends[row] = middle + half;
      layout.shapes.push({
        type: "line", x0: line.at, x1: line.at, y0: 0, y1: 1, yref: "paper",
        line: { color: line.colour, width: 1.5, dash: line.dash || "solid" },
      });
      layout.annotations.push({
        x: line.at, xshift: middle - at, y: 1, yref: "paper", yanchor: "bottom",
        yshift: 2 + 16 * row, text: line.label, showarrow: false,
        font: { color: line.colour, size: 11.5 },
      });
    }
    layout.margin.t = Math.max(layout.margin.t, 8 + 16 * ends.length);
  }

  function histogram(found, words, chosen) {
    const at = found.counts.map((_, index) => found.first + found.width * (index + 0.5));
    return {
      type: "bar", x: at, y: found.counts, width: found.width * 0.92,
      marker: { color: at.map(chosen) },
      customdata: at.map((middle) => words(middle - found.width / 2, middle + found.width / 2)),
      hovertemplate: "%{customdata}: %{y}<extra></extra>",
    };
  }

  function pointsChart(width) {
    const found = data.points;
    const layout = base(220);
    const end = found.first + found.width * found.counts.length;
    const words = (low, high) =>
      found.width === 1 ? `${number(low)} points` : `${number(low)} to under ${number(high)} points`;
    const trace = histogram(found, words, () => colour("--bar"));
    const range = [-0.3 * found.width, end + 0.3 * found.width];
    layout.xaxis = { ...layout.xaxis, range, tickvals: found.ticks };
    layout.yaxis = countAxis(layout.yaxis, Math.max(...found.counts));
    mark(layout, width, range, [
      { at: data.median, label: `median ${number(data.median)}`, colour: colour("--quiet"), dash: "dot" },
      { at: data.max_points, label: `full marks ${number(data.max_points)}`, colour: colour("--good") },
    ]);
    return { traces: [trace], layout };
  }

  function accuracyChart(problem, width) {
    const found = problem.accuracies;
    const layout = base(220);
    const end = found.first + found.width * found.counts.length;
    const lowest = problem.bands[0][0];
    const say = (low, high) =>
      high >= 1 - 1e-9
        ? `${shortPercent(low)} and above`
        : `${shortPercent(low)} to under ${shortPercent(high)}`;
    const traces = [
      histogram(found, say, (middle) => colour(middle > lowest ? "--bar" : "--bar-low")),
    ];
    const span = end - found.first;
    const range = [found.first - 0.02 * span, end + 0.02 * span];
    const ticks = [];
    if (found.below) {
      // Too far off to be drawn to scale: one bar of their own, with a gap before the others.
      const at = found.first - 0.09 * span;
      traces.push({
        type: "bar", x: [at], y: [found.below], width: 0.06 * span,
        marker: { color: colour("--bar-low"), pattern: { shape: "/", size: 5 } },
        hovertemplate: `below ${shortPercent(found.first)}: %{y}<extra></extra>`,
      });
      range[0] = found.first - 0.14 * span;
      ticks.push([at, "lower"]);
    }
    const pixels = (value) => ((value - range[0]) / (range[1] - range[0])) * width;
    for (const tick of found.ticks) {
      const before = ticks.length ? pixels(ticks.at(-1)[0]) : -Infinity;
      if (pixels(tick) - before > 56) ticks.push([tick, shortPercent(tick)]);
    }
    layout.xaxis = {
      ...layout.xaxis, range,
      tickvals: ticks.map(([at]) => at), ticktext: ticks.map(([, words]) => words),
    };
    layout.yaxis = countAxis(layout.yaxis, Math.max(...found.counts, found.below));
    mark(layout, width, range, problem.bands.map(([at, points]) => ({
      at, label: `${shortPercent(at)}: ${number(points)} points`, colour: colour("--threshold"),
    })));
    return { traces, layout };
  }

  function failuresChart() {
    const rules = data.failures.map(([rule]) => rule);
    const layout = base(Math.max(196, 26 * rules.length + 70));
    const totals = data.failures.map(([, counts]) => counts.reduce((sum, each) => sum + each, 0));
    const traces = data.problems.map((problem, index) => ({
      type: "bar", orientation: "h", name: problem.id, y: rules, customdata: rules,
      x: data.failures.map(([, counts]) => counts[index]),
      marker: { color: colour(`--p${index % 6}`) },
      hovertemplate: `${problem.id} %{y}: %{x}<extra></extra>`,
    })).filter((trace) => trace.x.some((each) => each));
    // One rule alone is a bar as thick as the others would be.
    const slots = Math.max(rules.length, 4);
    layout.barmode = "stack";
    layout.bargap = 0.3;
    layout.yaxis = { ...layout.yaxis, range: [slots - 0.5, -0.5], showgrid: false, ticklabelstandoff: 6 };
    layout.xaxis = { ...countAxis(layout.xaxis, Math.max(...totals)), showgrid: true };
    return { traces, layout };
  }

  /** What the colours mean; a list of our own, because Plotly's may come to lie on the bars. */
  function legend(items) {
    return element("ul", { class: "legend" }, ...items.map(([key, words]) =>
      element("li", {}, element("span", { class: `swatch ${key}`, "aria-hidden": "true" }), words)));
  }

  const dashes = ["solid", "dot", "dash", "dashdot"];

  function curvesChart(problem, answer, measure) {
    const layout = base(210);
    const kinds = [["train", "--train"], ["test", "--test"], ["validation", "--quiet"]];
    const traces = [];
    answer.curves.forEach((curve, seed) => {
      for (const [kind, name] of kinds) {
        const values = curve[`${kind}_${measure}`];
        if (!values) continue;
        traces.push({
          type: "scatter", mode: values.length > 1 ? "lines" : "markers",
          name: seed ? `${kind}, seed ${curve.seed}` : kind,
          x: values.map((_, index) => index + 1), y: values, opacity: seed ? 0.6 : 1,
          line: { color: colour(name), width: seed ? 1.3 : 2, dash: dashes[seed % 4] },
          marker: { color: colour(name), size: 7 },
          hovertemplate: `%{fullData.name}: %{y:${measure === "loss" ? ".4f" : ".2%"}}<extra></extra>`,
        });
      }
    });
    const longest = Math.max(...traces.map((trace) => trace.x.length), 1);
    layout.hovermode = "x unified";
    layout.xaxis = { ...countAxis(layout.xaxis, longest), range: [0.7, longest + 0.3], tick0: longest > 5 ? 0 : 1 };
    if (longest === 1) layout.xaxis.range = [0.5, 1.5];
    layout.yaxis = { ...layout.yaxis, nticks: 6 };
    if (measure === "accuracy") {
      layout.yaxis.rangemode = "normal";
      layout.yaxis.tickformat = ",.4~%";
      const bands = problem ? problem.bands : [];
      const values = traces.flatMap((trace) => trace.y).filter((value) => value !== null);
      const known = [...values, ...bands.map(([at]) => at)];
      const [low, high] = [Math.min(...known), Math.max(...known)];
      const room = Math.max(high - low, 0.002) * 0.06;
      layout.yaxis.range = [low - room, high + room];
      for (const [at] of bands) {
        layout.shapes.push({
          type: "line", xref: "paper", x0: 0, x1: 1, y0: at, y1: at,
          line: { color: colour("--threshold"), width: 1.2, dash: "dash" },
        });
      }
    }
    return { traces, layout };
  }

  function draw(chart) {
    const width = chart.clientWidth;
    if (!width) return;
    const { traces, layout } = charts.get(chart)(width);
    Plotly.react(chart, traces, { ...layout, width }, config);
  }

  function addChart(chart, made) {
    charts.set(chart, made);
    draw(chart);
    chart.drawnWidth = chart.clientWidth;
    resized.observe(chart);
  }

  // Drawn anew rather than stretched: labels find their rows by the width.
  const resized = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (charts.has(target) && target.clientWidth !== target.drawnWidth) {
        target.drawnWidth = target.clientWidth;
        draw(target);
      }
    }
  });
  const drawAll = () => charts.forEach((_, chart) => draw(chart));
  dark.addEventListener("change", drawAll);

  if (byId("points-chart")) addChart(byId("points-chart"), pointsChart);
  if (byId("failures-chart")) {
    const chart = byId("failures-chart");
    const shown = data.problems.map(({ id }, index) => [`p${index % 6}`, id])
      .filter((_, index) => data.failures.some(([, counts]) => counts[index]));
    chart.before(legend(shown));
    addChart(chart, failuresChart);
    chart.classList.add("clickable");
    chart.on("plotly_click", ({ points }) => {
      byId("failing").value = `${points[0].fullData.name}:${points[0].customdata}`;
      filter();
      byId("students").scrollIntoView();
    });
  }
  for (const chart of document.querySelectorAll("[data-accuracies]")) {
    const problem = data.problems[Number(chart.dataset.accuracies)];
    addChart(chart, (width) => accuracyChart(problem, width));
  }

  // ---- the table

  const body = byId("rows");
  const rows = [...body.rows];
  const headings = [...document.querySelectorAll("thead [role=columnheader]")];
  const searched = rows.map((row) => row.cells[0].textContent.toLocaleLowerCase());
  const inOrder = new Map(rows.map((row, index) => [row, index]));
  const collator = new Intl.Collator("en", { numeric: true });

  function sort(column, direction) {
    headings.forEach((heading, index) => {
      if (index === column) heading.setAttribute("aria-sort", direction);
      else heading.removeAttribute("aria-sort");
    });
    const sign = direction === "ascending" ? 1 : -1;
    const text = headings[column].firstElementChild.hasAttribute("data-text");
    const keyOf = (row) => {
      const cell = row.cells[column];
      if (text) return cell.textContent.trim();
      return cell.dataset.value === "" ? null : Number(cell.dataset.value);
    };
    const keys = new Map(rows.map((row) => [row, keyOf(row)]));
    const compare = (one, other) => {
      const [a, b] = [keys.get(one), keys.get(other)];
      // Who has no number comes last, whichever way the others are sorted.
      if (a === null || b === null) return (a === null) - (b === null);
      return sign * (text ? collator.compare(a, b) : a - b);
    };
    body.append(...[...rows].sort((a, b) => compare(a, b) || inOrder.get(a) - inOrder.get(b)));
  }

  headings.forEach((heading, column) => {
    heading.firstElementChild.addEventListener("click", () => {
      const now = heading.getAttribute("aria-sort");
      const first = heading.firstElementChild.hasAttribute("data-text") ? "ascending" : "descending";
      const other = first === "ascending" ? "descending" : "ascending";
      sort(column, now === first ? other : first);
    });
  });
  byId("sort").addEventListener("change", ({ target }) => {
    const [column, direction] = target.value.split(" ");
    sort(Number(column), direction);
  });

  function filter() {
    const words = byId("search").value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const status = byId("status").value;
    const failing = byId("failing").value;
    let shown = 0;
    rows.forEach((row, index) => {
      const fits =
        (!status || row.dataset.status === status ||
          (status === "unsettled" && "unsettled" in row.dataset)) &&
        (!failing || row.dataset.fails.includes(` ${failing} `)) &&
        words.every((word) => searched[index].includes(word));
      row.hidden = !fits;
      shown += fits;
    });
    byId("shown").textContent =
      shown === rows.length ? count(shown) : `${shown} of ${count(rows.length)}`;
    byId("nobody").hidden = shown > 0 || rows.length === 0;
  }
  byId("search").addEventListener("input", filter);
  byId("status").addEventListener("change", filter);
  byId("failing").addEventListener("change", filter);
  filter();

  body.addEventListener("click", (event) => {
    const row = event.target.closest("tr");
    if (!row || event.target.closest("a") || String(getSelection())) return;
    row.querySelector("a").click();
  });

  // ---- one student

  const dialog = byId("student");
  const positions = new Map(data.students.map((student, index) => [student, index]));
  let opened = null; // row of the open student
  let cameFromPage = false; // whether "back" leads to this page without a student

  const marks = { passed: "✓", failed: "✗", skipped: "–" };
  function checkLine([rule, outcome, message, advice, points, of]) {
    return element("li", { class: outcome },
      element("span", { class: "mark", "aria-hidden": "true" }, marks[outcome]),
      element("span", { class: "rule" }, rule, element("span", { class: "said" }, ` ${outcome}: `)),
      element("span", { class: "said-here" }, message,
        of ? element("small", {}, ` ${number(points || 0)} of ${number(of)} points`) : null,
        advice ? element("span", { class: "advice" }, advice) : null));
  }

  function facts(pairs) {
    const known = pairs.filter(([, value]) => value !== undefined && value !== null);
    return element("dl", { class: "facts" }, ...known.map(([name, value]) =>
      element("div", value.length > 40 ? { class: "sentence" } : {},
        element("dt", {}, name), element("dd", {}, value))));
  }

  function table(headings_, lines, numbers) {
    const kind = (index) =>
      index >= numbers ? { class: "number" } : headings_[index] === "" ? { class: "position" } : {};
    const cells = (name, line, more = {}) =>
      element("tr", {}, ...line.map((text, index) => element(name, { ...more, ...kind(index) }, text)));
    return element("div", { class: "scrolls" }, element("table", {},
      element("thead", {}, cells("th", headings_, { scope: "col" })),
      element("tbody", {}, ...lines.map((line) => cells("td", line)))));
  }

  function sweepTable(sweep) {
    const lines = sweep.map(([p, measured, claimed]) => [
      number(p),
      measured === null ? "diverged" : percent(measured),
      claimed === null ? "–" : percent(claimed),
      measured === null || claimed === null ? "–" : `${claimed < measured ? "−" : "+"}${(100 * Math.abs(claimed - measured)).toFixed(2)}`,
    ]);
    return table(["Dropout p", "Retrained", "Claimed", "Apart"], lines, 1);
  }

  function figure(title, key, chart) {
    return element("figure", {}, element("figcaption", {}, element("span", {}, title)), key, chart);
  }

  /** Why a person should look, and the lines of which one settles it. */
  function personNote(answer, heading) {
    const lines = (answer.candidates || []).map(([line, shown], index) =>
      element("li", {}, element("code", {}, line), ` ${index ? "" : "taken: "}${shown}`));
    if (answer.more_candidates) lines.push(element("li", {}, answer.more_candidates));
    const note = element("div", { class: "person" },
      element("p", {}, element("b", {}, "Needs a person: "), answer.person));
    if (lines.length) {
      note.append(element("p", {}, "Of these, the right one goes into ", element("code", {}, "picks.toml"),
        " below ", element("code", {}, heading), ":"), element("ul", {}, ...lines));
    }
    return note;
  }

  function answerCard(answer, heading, toDraw) {
    const problem = data.problems.find((each) => each.id === answer.id);
    const points = answer.points === undefined
      ? { checked: "checked", not_graded: "not graded" }[answer.outcome] || "not graded"
      : `${number(answer.points)} / ${number(answer.max)}`;
    const card = element("section", { class: "card answer" },
      element("div", { class: "answer-top" },
        element("h3", {}, answer.id, problem && problem.title ? ` ${problem.title}` : "",
          answer.extra ? element("small", {}, " extra credit") : null),
        element("b", {}, points)));
    if (answer.reason) card.append(element("p", {}, `Not graded: ${answer.reason}. Not a zero.`));
    if (answer.person) card.append(personNote(answer, heading));
    card.append(element("ul", { class: "checks" }, ...(answer.checks || []).map(checkLine)));
    if (answer.flags) {
      card.append(element("ul", { class: "flags" }, ...answer.flags.map((flag) => element("li", {}, `! ${flag}`))));
    }
    const network = answer.network;
    if (network) {
      // What the file does not tell and the rubric leaves to the student.
      const told = (part, words) =>
        words !== undefined && (answer.assumed || []).includes(part) ? `${words} (assumed)` : words;
      const epochs = told("epochs", `${network.epochs} epoch${network.epochs === 1 ? "" : "s"}`);
      const settings = `${epochs}, ${told("batch_size", `batch size ${network.batch_size}`)}`;
      card.append(facts([
        ["Found as", answer.found],
        ["Parameters", number(network.parameters)],
        ["Hidden units", network.units ? number(network.units) : null],
        ["Multiply-adds an image", number(network.multiply_adds)],
        ["Optimizer", told("optimizer", network.optimizer)],
        ["Schedule", told("schedule", network.schedule)],
        ["Training", settings],
        ["Scored accuracy", answer.accuracy === undefined ? null : percent(answer.accuracy)],
        ["Claim", answer.claim],
      ]));
    }
    if (answer.curves) {
      const curves = element("div", { class: "curves" });
      const seeds = answer.curves.map((curve) => curve.seed);
      const of = seeds.length > 1 ? `, seeds ${seeds.join(", ")} (the first drawn solid)` : "";
      for (const measure of ["accuracy", "loss"]) {
        if (!answer.curves.some((curve) => curve[`test_${measure}`])) continue;
        const label = `${measure === "loss" ? "Loss" : "Accuracy"} by epoch${of}`;
        const chart = element("div", { class: "chart", role: "img", "aria-label": `${answer.id}: ${label}` });
        const kinds = ["train", "test", "validation"]
          .filter((kind) => answer.curves.some((curve) => curve[`${kind}_${measure}`]))
          .map((kind) => [kind, kind]);
        if (measure === "accuracy" && problem) kinds.push(["threshold", "threshold"]);
        curves.append(figure(label, legend(kinds), chart));
        toDraw.push([chart, () => curvesChart(problem, answer, measure)]);
      }
      card.append(curves);
      for (const curve of answer.curves) {
        if (curve.diverged) card.append(element("p", {}, `Seed ${curve.seed} diverged in epoch ${curve.diverged}.`));
      }
    }
    const tables = element("div", { class: "tables" });
    if (network) {
      const lines = network.layers.map(([layer, shape], index) => [String(index + 1), layer, shape]);
      tables.append(element("details", network.layers.length > 14 ? {} : { open: "" },
        element("summary", {}, `${network.layers.length} layers`),
        table(["", "Layer", "Gives"], lines, 2)));
    }
    if (answer.sweep) {
      tables.append(element("details", { open: "" },
        element("summary", {}, "Dropout sweep"), sweepTable(answer.sweep)));
    }
    if (tables.childElementCount) card.append(tables);
    return card;
  }

  function fill(index) {
    const student = data.students[index];
    const row = rows[index];
    const details = JSON.parse(byId(`student-${index}`).textContent);
    const target = byId("student-body");
    forget();
    byId("student-name").replaceChildren(element("bdi", {}, student));
    const status = row.cells[1].firstElementChild.cloneNode(true);
    const points = element("span", {});
    points.append(...[...row.cells[2].cloneNode(true).childNodes]);
    const toDraw = [];
    target.replaceChildren(element("p", { class: "headline" }, status, row.dataset.status === "graded" ? points : null));
    const reason = data.reasons[index];
    if (reason) target.append(element("p", { class: "card" }, `Not graded: ${reason}. Not a zero.`));
    if (!details) {
      target.append(element("p", { class: "empty" }, "There is no results file of this student."));
    } else {
      if (details.notes.length) {
        target.append(element("details", { class: "card", ...(details.notes.length < 5 ? { open: "" } : {}) },
          element("summary", {}, `${details.notes.length} note${details.notes.length === 1 ? "" : "s"} on the file`),
          element("ul", { class: "notes" }, ...details.notes.map((note) => element("li", {}, note)))));
      }
      for (const answer of details.problems) target.append(answerCard(answer, details.heading, toDraw));
    }
    document.title = `${student}: ${pageTitle}`;
    return toDraw;
  }
  const pageTitle = document.title;

  /** Give the memory of a student's charts back. */
  function forget() {
    for (const chart of byId("student-body").querySelectorAll(".chart")) {
      resized.unobserve(chart);
      charts.delete(chart);
      Plotly.purge(chart);
    }
  }

  const linkTo = (student) => `#student=${encodeURIComponent(student)}`;

  function asked() {
    if (!location.hash.startsWith("#student=")) return undefined;
    try {
      return positions.get(decodeURIComponent(location.hash.slice("#student=".length)));
    } catch {
      return undefined; // a link that was cut in the middle of a letter
    }
  }

  /** The rows as they are sorted and filtered now: what "next" goes through. */
  const visible = () => [...body.rows].filter((row) => !row.hidden);

  function follow() {
    const index = asked();
    if (index === undefined) {
      if (dialog.open) dialog.close();
      return;
    }
    opened = rows[index];
    const toDraw = fill(index);
    if (!dialog.open) dialog.showModal();
    byId("student-body").scrollTop = 0;
    for (const [chart, made] of toDraw) addChart(chart, made);
    const around = visible();
    const place = around.indexOf(opened);
    byId("previous").disabled = place < 1;
    byId("next").disabled = place < 0 || place === around.length - 1;
  }

  function step(by) {
    const around = visible();
    const row = around[around.indexOf(opened) + by];
    // In place of the current entry: "back" closes, however many students were looked at.
    if (row) location.replace(linkTo(data.students[inOrder.get(row)]));
  }

  function leave() {
    const byLink = cameFromPage;
    cameFromPage = false;
    if (asked() === undefined) return; // "back" has closed it
    if (byLink) history.back();
    else history.replaceState(null, "", location.pathname + location.search);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#student=']");
    if (link && !dialog.open && !event.ctrlKey && !event.metaKey && !event.shiftKey) cameFromPage = true;
  });
  addEventListener("hashchange", follow);
  byId("close").addEventListener("click", () => dialog.close());
  byId("previous").addEventListener("click", () => step(-1));
  byId("next").addEventListener("click", () => step(1));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // the backdrop
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  });
  dialog.addEventListener("close", () => {
    forget();
    byId("student-body").replaceChildren();
    document.title = pageTitle;
    if (opened) opened.querySelector("a").focus({ preventScroll: true });
    opened = null;
    leave();
  });
  follow();
})();
