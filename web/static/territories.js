/* The page Territories: shows how the work lies, asks for a proposal, shows what it changes, and takes it or a part.
 *
 * A classic script beside territory_map.js; every text goes through textContent.
 */
"use strict";

(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const SHOWN_MOVES = 200;
  const { COLOURS, draw, whenReady } = KPRouteTerritories;
  const { element } = KPRoute;
  const one = (selector) => document.querySelector(selector);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

  whenReady(async (map, data) => {
    const { words } = data;
    const form = one("[data-question]");
    const said = one("[data-said]");
    const propose = form.querySelector("button.primary");
    said.textContent = words.loading;
    const answer = await fetch(data.points, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok) { said.textContent = words.unread; return; }
    const points = await answer.json();
    said.textContent = "";
    const known = new Map(points.reps.map((rep, n) => [rep.id, n]));
    const at = new Map(points.ids.map((id, n) => [id, n]));
    const painter = draw(map, data, points);
    const homesNow = points.reps.map((rep) => ({ at: rep.home, name: rep.name }));
    let proposal = null;
    let place = null;
    let placeMark = null;
    let chosen = new Set();

    const hours = (seconds) => Math.round(seconds / 3600);
    const minutes = (seconds) => (seconds === null ? "–" : fill(words.minutes, { n: Math.round(seconds / 60) }));
    const indexOf = (repId) => (repId === null ? points.reps.length : known.get(repId));

    function tell(code) { said.textContent = words[code] || words.failed; }

    /* The base map may be drawn in another datum than the answer: over one region the difference is nearly the same. */
    function asDrawn(home) {
      const [first] = points.reps;
      if (!first) return [home.lat, home.lon];
      return [home.lat + first.home[0] - first.wgs84[0], home.lon + first.home[1] - first.wgs84[1]];
    }

    function tiles() {
      one("[data-tile=accounts]").textContent = points.ids.length;
      one("[data-tile=nobody]").textContent = points.owners.filter((rep) => rep < 0).length;
      const used = points.reps.filter((rep) => rep.available_s).map((rep) => Math.round(100 * rep.now.load_s / rep.available_s));
      one("[data-tile=used]").textContent = used.length ? `${Math.min(...used)}–${Math.max(...used)} %` : "–";
      one("[data-tiles]").hidden = false;
      one("[data-aside]").replaceChildren(...points.aside.map(({ count, code }) => element("li", "", `${count} ${words[code]}`)));
      form.elements.without.append(...points.reps.map((rep) => {
        const option = element("option", "", rep.name);
        option.value = rep.id;
        return option;
      }));
    }

    function bar(load, available) {
      const frame = element("span", "bar-of-hours");
      frame.setAttribute("aria-hidden", "true");
      const svg = document.createElementNS(SVG, "svg");
      const rect = document.createElementNS(SVG, "rect");
      const share = available ? load / available : (load ? 1 : 0);
      rect.setAttribute("width", `${Math.min(100, 100 * share)}%`);
      rect.setAttribute("height", "6");
      if (share > 1) rect.setAttribute("class", "over");
      svg.append(rect);
      frame.append(svg);
      return frame;
    }

    function changing(before, after) {
      const cell = element("td", "", after);
      if (before !== null && before !== after) cell.append(element("small", "", `← ${before}`));
      return cell;
    }

    /* A rep's row: as it is, or before and after with a box that takes what would be his. */
    function row(rep, n, before, after) {
      const line = element("tr");
      const head = element("th");
      head.scope = "row";
      const label = element("label");
      const mine = proposal ? proposal.moves.filter((move) => indexOf(move.rep_id) === n && move.rep_id !== null) : [];
      if (mine.length) {
        const box = element("input");
        box.type = "checkbox";
        box.dataset.rep = rep.rep_id;
        box.checked = mine.every((move) => chosen.has(move.account_id));
        box.indeterminate = !box.checked && mine.some((move) => chosen.has(move.account_id));
        box.addEventListener("change", () => { mine.forEach((move) => (box.checked ? chosen.add(move.account_id) : chosen.delete(move.account_id))); show(); one(`[data-rep="${CSS.escape(rep.rep_id)}"]`)?.focus(); });
        label.append(box);
      }
      label.append(element("span", `dot rep-${n % COLOURS}${n >= COLOURS ? " ring" : ""}`), element("bdi", "", rep.name || words.new_rep));
      if (rep.leaves) label.append(element("span", "chip", words.leaves));
      head.append(label);
      const load = (figures) => fill(words.hours_of, { load: hours(figures.load_s), all: hours(rep.available_s) });
      const work = changing(before && load(before), load(after));
      work.insertBefore(bar(after.load_s, rep.available_s), work.querySelector("small"));
      line.append(
        head,
        changing(before && String(before.accounts), String(after.accounts)),
        work,
        changing(before && minutes(before.from_home_s), minutes(after.from_home_s)),
        changing(before && minutes(before.within_s), minutes(after.within_s)),
      );
      line.addEventListener("mouseenter", () => painter.stress(n));
      line.addEventListener("mouseleave", () => painter.stress(null));
      if (!rep.code) return [line];
      line.classList.add("off");
      const why = element("tr", "why");
      const cell = element("td", "", words[rep.code]);
      cell.colSpan = 5;
      why.append(cell);
      return [line, why];
    }

    function table() {
      const rows = proposal
        ? proposal.reps.flatMap((rep) => row(rep, indexOf(rep.rep_id), rep.before, rep.after))
        : points.reps.flatMap((rep, n) => row(rep, n, null, rep.now));
      one("[data-reps]").replaceChildren(...rows);
    }

    function facts() {
      const total = (side) => hours(proposal.reps.reduce((sum, rep) => sum + rep[side].drive_s, 0));
      const off = proposal.reps.filter((rep) => rep.code).map((rep) => rep.name || words.new_rep);
      const lines = [proposal.moves.length ? fill(words.moves, { n: proposal.moves.length }) : words.same];
      lines.push(off.length ? fill(words.uneven, { names: off.join(", ") }) : words.even);
      lines.push(fill(words.driving, { before: total("before"), after: total("after") }));
      if (proposal.moves.some((move) => move.rep_id === null)) lines.push(words.not_yet);
      one("[data-facts]").replaceChildren(...lines.map((text) => element("li", "", text)));
    }

    function moves() {
      const names = (repId, from) => (from && repId === null ? words.nobody : points.reps[known.get(repId)]?.name || words.new_rep);
      const lines = proposal.moves.slice(0, SHOWN_MOVES).map((move) => {
        const line = element("li");
        const label = element("label");
        const box = element("input");
        box.type = "checkbox";
        box.checked = chosen.has(move.account_id);
        box.disabled = move.rep_id === null;
        box.addEventListener("change", () => { if (box.checked) chosen.add(move.account_id); else chosen.delete(move.account_id); table(); count(); });
        label.append(box, element("bdi", "", move.name), element("small", "", `${names(move.from_rep_id, true)} → ${names(move.rep_id, false)}`));
        line.append(label);
        return line;
      });
      if (proposal.moves.length > SHOWN_MOVES) lines.push(element("li", "hint", fill(words.more, { n: proposal.moves.length - SHOWN_MOVES })));
      one("[data-moves] ul").replaceChildren(...lines);
      one("[data-count]").textContent = fill(words.moves, { n: proposal.moves.length });
      one("[data-moves]").hidden = !proposal.moves.length;
    }

    function count() {
      const take = one("[data-take]");
      take.textContent = fill(words.take, { n: chosen.size });
      take.disabled = !chosen.size;
      take.hidden = !proposal.moves.length;
    }

    function paint(side) {
      const owners = [...points.owners];
      const homes = [...homesNow];
      const joining = proposal?.reps.find((rep) => rep.rep_id === null);
      if (joining) homes.push({ at: side === "after" ? asDrawn(joining.home) : null, name: words.new_rep });
      if (side === "after") for (const move of proposal.moves) owners[at.get(move.account_id)] = indexOf(move.rep_id);
      painter.paint(owners, homes);
      for (const button of document.querySelectorAll("[data-side]")) button.setAttribute("aria-pressed", String(button.dataset.side === side));
    }

    function show() {
      facts();
      table();
      moves();
      count();
      one("[data-result]").hidden = false;
    }

    async function post(what, order) {
      const sent = await fetch(`/api/v1/territories:${what}`, {
        method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json" }, body: JSON.stringify(order),
      }).catch(() => null);
      if (!sent) { tell("failed"); return null; }
      const told = await sent.json();
      if (sent.ok) return told;
      tell(told.code);
      return null;
    }

    function question() {
      const { opens, tolerance, without, joining } = form.elements;
      const order = { opens: opens.value, tolerance_pct: Number(tolerance.value), without: without.value ? [without.value] : [] };
      if (joining.value === "best") order.joining = {};
      if (joining.value === "here") order.joining = { home: { lat: place.lat, lon: place.lng, datum: data.datum } };
      return order;
    }

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const began = Date.now();
      const tick = () => { said.textContent = fill(words.dividing, { n: points.ids.length, s: Math.round((Date.now() - began) / 1000) }); };
      propose.disabled = true;
      one(".doing").hidden = false;
      tick();
      const ticking = setInterval(tick, 1000);
      const told = await post("propose", question()).finally(() => clearInterval(ticking));
      propose.disabled = false;
      one(".doing").hidden = true;
      if (!told) return;
      said.textContent = "";
      proposal = told;
      chosen = new Set(told.moves.filter((move) => move.rep_id !== null).map((move) => move.account_id));
      show();
      one(".sides").hidden = false;
      paint("after");
      one("[data-result]").scrollIntoView({ block: "nearest" });
    });

    one("[data-take]").addEventListener("click", async (event) => {
      const take = event.currentTarget;
      take.disabled = true;
      said.textContent = words.taking;
      const wanted = proposal.moves.filter((move) => chosen.has(move.account_id));
      const order = { moves: wanted.map(({ account_id, version, rep_id }) => ({ account_id, version, rep_id })) };
      const told = await post("accept", order);
      if (!told) { take.disabled = false; said.scrollIntoView({ block: "nearest" }); return; }
      sessionStorage.setItem("kproute:taken", told.changed);
      location.reload();
    });

    for (const button of document.querySelectorAll("[data-side]")) button.addEventListener("click", () => paint(button.dataset.side));

    /* Somebody who joins takes from others, so everything must be free to go. */
    form.elements.joining.addEventListener("change", () => {
      const here = form.elements.joining.value === "here";
      if (form.elements.joining.value && form.elements.opens.value === "unowned") form.elements.opens.value = "all";
      place = here ? map.getCenter() : null;
      settle(words.tap);
      if (here) one(".map-pane").scrollIntoView({ block: "nearest" });
    });
    map.on("click", (event) => {
      if (form.elements.joining.value !== "here") return;
      place = event.latlng;
      settle(words.placed);
    });

    function settle(text) {
      placeMark?.remove();
      one("[data-place]").hidden = !place;
      one("[data-place]").textContent = text;
      if (!place) return;
      const node = element("span", `mark-home rep-${points.reps.length % COLOURS}`);
      node.append(KPRoute.shape("icon-home", "icon"));
      placeMark = L.marker(place, { icon: KPRoute.icon(node, 28), draggable: true, title: words.new_rep }).addTo(map);
      placeMark.on("dragend", () => { place = placeMark.getLatLng(); one("[data-place]").textContent = words.placed; });
    }

    tiles();
    table();
    propose.disabled = false;
    const taken = sessionStorage.getItem("kproute:taken");
    if (taken !== null) {
      sessionStorage.removeItem("kproute:taken");
      said.textContent = fill(words.taken, { n: taken });
    }
  });
})();
