// The page of results, and the page for what is missing: all that is known of each result, chips with counts, and a query that
// stands in the address. search.js loads it there.
"use strict";

globalThis.results = (() => {
const { answers, titleOf, keys } = typeof ranking === "undefined" ? require("./rank.js") : ranking;

// held are the values of a fact, by filter.
function held(f) {
	const [path, action, vendor, , n] = f, rest = f.slice(5 + n);
	const one = (v) => v ? [v - 1] : [];
	const values = { distro: f.slice(5, 5 + n), path: one(path), action: one(action), vendor: one(vendor), repo: rest.filter((v) => v >= 0), tag: rest.filter((v) => v < 0).map((v) => -1 - v) };
	return keys.map((key) => values[key]);
}

// counts says of each value of each filter how many results there are with it and what is chosen of the other filters:
// as with all filters, for one and the same fact.
function counts(index, a) {
	index.held ||= index.facts.map(held);
	const wanted = [...a.q.filters], out = keys.map(() => new Map());
	a.profiles.forEach((n, p) => {
		const seen = keys.map(() => new Set());
		for (const id of index.profiles[p]) {
			const values = index.held[id], missed = wanted.filter(([k, list]) => !list.some((v) => values[k].includes(v)));
			if (missed.length > 1) continue;
			for (const k of missed.length ? [missed[0][0]] : keys.keys()) for (const v of values[k]) seen[k].add(v);
		}
		seen.forEach((values, k) => { for (const v of values) out[k].set(v, (out[k].get(v) || 0) + n); });
	});
	return out;
}

// everything is as if all entries fitted.
function everything(index) {
	const profiles = [];
	for (const p of index.profile) profiles[p] = (profiles[p] || 0) + 1;
	return profiles;
}

const labels = { path: "Upgrade path", action: "Action", distro: "Distribution", vendor: "Vendor", tag: "Tag", repo: "Repository" };
const SHOWN = 6; // chips of a filter, until somebody asks for more

// page makes the field and the list of the page.
function page(form, region, { Box, make, button }) {
	class Page extends Box {
		place() {
			const { region, hints, list, input } = this;
			this.unfolded = new Set();
			this.status = make("p", { role: "status", class: "search-status" });
			this.chips = make("div", { class: "search-chips" });
			this.folded = make("details", { class: "search-filters" }, make("summary", {}, "Filters"), this.chips);
			const wide = matchMedia("(min-width: 46.01rem)"), unfold = () => { this.folded.open = wide.matches; }; // as in the style
			wide.addEventListener("change", unfold);
			unfold();
			this.more = button("Show more", () => {
				const n = this.limit;
				this.render(n + 200);
				list.children[n].focus();
			}, { class: "search-more", hidden: "" });
			this.popup = make("div", { class: "search-page" }, hints, this.folded, this.status, list, this.more);
			this.rest = make("div", {}, ...region.childNodes);
			region.append(this.popup, this.rest);
			input.addEventListener("input", () => {
				clearTimeout(this.saved);
				this.saved = setTimeout(() => this.remember("replaceState"), 500);
			});
			addEventListener("popstate", () => this.restore());
		}

		open(yes) {
			this.expanded(yes);
		}

		busy() {
			return true;
		}

		say(text) {
			super.say(text, 100);
		}

		told() {
			return ""; // it stands there
		}

		render(limit = 50) {
			const a = super.render(limit), asked = this.input.value.trim() !== "";
			if (!asked) a.profiles = everything(this.index);
			this.filters(a);
			this.more.hidden = a.total <= limit;
			this.rest.hidden = asked;
			return a;
		}

		item(...values) {
			const option = super.item(...values);
			option.removeAttribute("tabindex");
			return option;
		}

		// fate says all that is known of what becomes of a package: a line for each path and each group of distributions.
		fate(entry, facts) {
			return answers(this.index, entry, facts).map(({ path, sign, what, where }) =>
				make("span", { class: "search-line " + sign }, (path ? path + ": " : "") + what + (where ? " (" + where + ")" : "")));
		}

		// filters draws the chips: of each filter those that leave results, and those chosen.
		filters(a) {
			const { chips } = this, sums = counts(this.index, a), focus = document.activeElement?.dataset.chip;
			chips.replaceChildren(...Object.keys(labels).map((key) => this.group(key, a.q.filters.get(keys.indexOf(key)) || [], sums[keys.indexOf(key)])).filter(Boolean));
			this.folded.hidden = !chips.childElementCount;
			this.folded.firstChild.textContent = "Filters" + (a.q.filters.size ? " (" + a.q.filters.size + " chosen)" : "");
			if (focus) [...chips.querySelectorAll("button")].find((b) => b.dataset.chip === focus)?.focus();
		}

		group(key, on, sums) {
			const { index } = this, values = index.values[keys.indexOf(key)], ordered = key === "path" || key === "action";
			const all = [...values.keys()].filter((n) => sums.has(n) || on.includes(n));
			if (!ordered) all.sort((a, b) => on.includes(b) - on.includes(a) || (sums.get(b) || 0) - (sums.get(a) || 0) || a - b);
			const shown = ordered || this.unfolded.has(key) ? all : all.slice(0, Math.max(SHOWN, on.length));
			return all.length && make("div", { role: "group", "aria-label": labels[key], class: "search-group" }, make("span", { "aria-hidden": true }, labels[key]),
				...shown.map((n) => this.chip(key, values[n], on.includes(n), sums.get(n) || 0)),
				...shown.length < all.length ? [button((all.length - shown.length).toLocaleString("en") + " more", () => {
					this.unfolded.add(key);
					this.render(this.limit);
					this.chips.querySelector(`[data-chip=${JSON.stringify(key + ":" + values[all[shown.length]])}]`)?.focus();
				}, { class: "search-chip" })] : []);
		}

		chip(key, value, on, n) {
			const title = key === "path" ? value.replace("-", " to ") : key === "distro" ? titleOf(this.index, value) : value;
			return button([title + " ", make("small", {}, n.toLocaleString("en"))], () => this.seldom().then(() => this.change(elsewhere.toggled(this.input.value, key, value))),
				{ "aria-pressed": on, "data-chip": key + ":" + value, class: "search-chip" });
		}

		change(text) {
			this.input.value = text;
			this.render();
			this.remember("pushState");
		}

		// remember writes the query into the address: while somebody types, over the one before.
		remember(how) {
			clearTimeout(this.saved);
			const to = new URL(location);
			if (this.input.value.trim()) to.searchParams.set("q", this.input.value);
			else to.searchParams.delete("q");
			if (to.href !== location.href) history[how](null, "", to);
		}

		// restore takes the query from the address; the page for what is missing looks for the last part of its own.
		restore() {
			let q = "missing" in this.region.dataset && location.pathname.split("/").filter(Boolean).pop() || "";
			try { q = decodeURIComponent(q); } catch { /* no address of ours: as it is */ }
			this.input.value = new URLSearchParams(location.search).get("q") ?? q;
			this.ready(() => this.render());
		}

		escape(e) {
			if (this.active < 0) return;
			this.activate(-1);
			e.preventDefault();
		}

		all() {
			this.render();
			this.remember("pushState");
		}
	}
	const box = new Page(form, 0, region);
	box.restore();
	return box;
}

return { counts, everything, page };
})();

if (typeof module !== "undefined") module.exports = globalThis.results;
