// The field of the site's search: its list, its keys, its chips and its dialogs. It stands behind rank.js in one file. Nothing
// typed or pasted leaves the page, and foreign text only ever becomes text nodes.
//
// It takes every form[data-index]: data-index is the address of the index and data-root that of the site's root, which it is
// relative to. Where a page has an element [data-search-results], the results of its form stand there instead of dropping down;
// with data-missing as well, the page searches for the last part of its own address.
(() => {
const { read, parse, query, allowed, lookup, answers, toggled, listed, keys, TITLED } = ranking;

const make = (tag, attributes, ...children) => {
	const e = document.createElement(tag);
	for (const name in attributes) e.setAttribute(name, attributes[name]);
	e.append(...children);
	return e;
};
const button = (label, act, attributes) => {
	const b = make("button", { type: "button", ...attributes }, label);
	b.addEventListener("click", act);
	return b;
};
const plural = (n, word) => n.toLocaleString("en") + " " + word + (n === 1 ? "" : "s");
const labels = { distro: "Distribution", path: "Upgrade path", action: "Action", vendor: "Vendor", repo: "Repository" };

const forms = [...document.querySelectorAll("form[data-index]")];
const main = forms.find((f) => f.closest("main")) || forms[0]; // the one that "/" goes to
const region = document.querySelector("[data-search-results]"); // of the search page; elsewhere results drop down
const opened = new Map();

// load fetches an index once; a failure may be tried again.
function load(url) {
	if (!opened.has(url)) {
		opened.set(url, fetch(url).then((r) => r.ok ? r.json() : Promise.reject(new Error(r.statusText))).then(read));
		opened.get(url).catch(() => opened.delete(url));
	}
	return opened.get(url);
}

function attach(form, n) {
	const input = form.querySelector("input[name=q]"), root = new URL(form.dataset.root || ".", location), url = new URL(form.dataset.index, root).href;
	const page = form === main ? region : null, id = "search-" + n, fallback = page ? [...page.childNodes] : [];
	const list = make("div", { id, role: "listbox", "aria-label": "Results", class: "search-list" });
	const status = make("p", { role: "status", class: page ? "search-status" : "visually-hidden" });
	const hints = make("div", { class: "search-hints" }), chips = make("div", { class: "search-chips" }), more = make("div");
	const popup = make("div", { class: page ? "search-page" : "search-popup" }, ...page ? [chips, status] : [], hints, list, more);
	let index, active = -1, limit, said, saved;

	const address = (entry) => new URL("./" + index.entries[entry].url, root).href;
	const ready = () => load(url).then((i) => index = i);
	const open = (yes) => {
		if (!page) popup.hidden = !yes;
		input.setAttribute("aria-expanded", yes && list.childElementCount > 0);
		if (!yes) activate(-1);
	};

	function activate(i) {
		list.children[active]?.setAttribute("aria-selected", false);
		active = i;
		const option = list.children[i];
		if (!option) return input.removeAttribute("aria-activedescendant");
		option.setAttribute("aria-selected", true);
		option.scrollIntoView({ block: "nearest" });
		input.setAttribute("aria-activedescendant", option.id);
	}

	function option({ entry }, i, facts) {
		const e = index.entries[entry], kind = index.kinds[e.kind];
		const note = kind === "package" ? answers(index, entry, facts).join(". ") : e.title && e.kind !== index.kinds.indexOf("guide") ? e.title : "";
		return make("a", { role: "option", id: id + "-" + i, href: address(entry), tabindex: -1, "aria-selected": false, class: "search-option" },
			make("bdi", { class: "search-name" }, kind === "guide" && e.title || e.name), " ",
			...kind === "package" ? [] : [make("span", { class: "search-kind" }, kind), " "], make("bdi", { class: "search-note" }, note));
	}

	function render(size) {
		if (!index) return;
		limit = size || (page ? 50 : 10);
		const a = query(index, input.value, limit), facts = a.q.filters.size ? allowed(index, a.q) : undefined;
		activate(-1);
		list.replaceChildren(...a.results.map((r, i) => option(r, i, facts)));
		hints.replaceChildren(...a.hints.map(hint));
		more.replaceChildren(...page && a.total > limit ? [button("Show more", () => render(limit + 200), { class: "search-more" })] : []);
		const asked = input.value.trim() !== "";
		if (page) {
			chips.replaceChildren(...keys.map((key, k) => group(key, k, a.q)).filter(Boolean));
			page.replaceChildren(popup, ...asked ? [] : fallback);
		}
		open(asked);
		say(!asked ? "" : a.total ? plural(a.total, "result") : "No results.");
	}

	// say waits until nothing was typed for a while: who listens to a screen reader hears one count, not one a letter.
	function say(text) {
		clearTimeout(said);
		said = setTimeout(() => { status.textContent = text; }, page ? 100 : 400);
	}

	const hint = ({ key, value, suggest }) => make("p", {}, "There is no " + labels[key].toLowerCase() + " “", make("bdi", {}, value), "”. ",
		...suggest.slice(0, 12).map((s) => button(s, () => change(toggled(toggled(input.value, key, value), key, s)), { class: "search-chip" })));

	function group(key, k, q) {
		const on = q.filters.get(k) || [], values = k < 4 ? index.values[k].map((_, n) => n) : on;
		return values.length && make("div", { role: "group", "aria-label": labels[key], class: "search-group" }, make("span", { "aria-hidden": true }, labels[key]),
			...values.map((n) => button(index.values[k][n], () => {
				const focus = [...chips.querySelectorAll("button")].indexOf(document.activeElement);
				change(toggled(input.value, key, index.values[k][n]));
				chips.querySelectorAll("button")[focus]?.focus();
			}, { "aria-pressed": on.includes(n), class: "search-chip" })));
	}

	function change(text) {
		input.value = text;
		render();
		remember("pushState");
		if (!page) input.focus();
	}

	// remember writes the query into the address of the search page: while somebody types, over the one before.
	function remember(how) {
		clearTimeout(saved);
		if (!page) return;
		const to = new URL(location);
		if (input.value.trim()) to.searchParams.set("q", input.value);
		else to.searchParams.delete("q");
		if (to.href !== location.href) history[how](null, "", to);
	}

	function restore() {
		const asked = new URLSearchParams(location.search).get("q");
		const missing = "missing" in page.dataset ? location.pathname.split("/").filter(Boolean).pop() || "" : "";
		let q = missing;
		try { q = decodeURIComponent(missing); } catch { /* no address of ours: as it is */ }
		input.value = asked ?? q;
		ready().then(() => render(), failed);
	}

	const failed = () => say("The index could not be loaded. Press Enter to go to the list of packages.");

	function paste(lines) {
		const facts = allowed(index, parse(index, input.value)), rows = [], rest = new Set(), seen = new Set();
		for (const line of lines.slice(0, 20000)) {
			const { name, entry } = lookup(index, line), told = entry === undefined ? [] : answers(index, entry, facts);
			if (seen.has(name)) continue;
			seen.add(name);
			if (!told.length) rest.add(name);
			else rows.push(make("tr", {}, make("th", { scope: "row" }, make("a", { href: address(entry) }, make("bdi", {}, name))),
				make("td", {}, ...told.map((t) => make("div", {}, t)))));
		}
		const count = plural(seen.size, "package") + ": events tell of " + rows.length + (lines.length > 20000 ? " (the first 20,000 lines)" : "");
		const table = make("table", {}, make("caption", {}, count), make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Package"),
			make("th", { scope: "col" }, "What becomes of it"))), make("tbody", {}, ...rows));
		show("Your list", make("p", {}, "Answered in this page; nothing was sent."), make("div", { role: "region", "aria-label": count, tabindex: 0, class: "search-table" }, table),
			...rest.size ? [make("details", {}, make("summary", {}, plural(rest.size, "package") + " without an event"), make("p", {}, [...rest].join(" ")))] : []);
	}

	for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": id, "aria-expanded": false, autocomplete: "off", autocapitalize: "none", spellcheck: false })) input.setAttribute(name, value);
	if (!page) form.append(popup, status);
	else page.replaceChildren(popup, ...fallback);
	form.append(button("?", help, { "aria-label": "Search help", class: "search-help" }));
	open(false);

	input.addEventListener("focus", () => ready().then(() => { if (!page && input.value) render(); }, failed));
	input.addEventListener("input", () => {
		if (index) render();
		else ready().then(() => render(), failed);
		clearTimeout(saved);
		saved = setTimeout(remember, 500, "replaceState");
	});
	input.addEventListener("paste", (e) => {
		const lines = listed(e.clipboardData?.getData("text/plain") || "");
		if (!lines) return;
		e.preventDefault();
		ready().then(() => paste(lines), failed);
	});
	input.addEventListener("keydown", (e) => {
		if (e.isComposing || e.ctrlKey || e.metaKey || e.altKey || e.shiftKey) return;
		const n = list.childElementCount, shown = n > 0 && !popup.hidden;
		const to = { ArrowDown: active + 1 < n ? active + 1 : -1, ArrowUp: active < 0 ? n - 1 : active - 1, Home: active < 0 ? undefined : 0, End: active < 0 ? undefined : n - 1 }[e.key];
		if (to !== undefined) {
			if (!shown && n && e.key === "ArrowDown") open(true);
			if (!n) return;
			e.preventDefault();
			if (!popup.hidden) activate(to);
		} else if (e.key === "Escape" && (active >= 0 || !page && shown)) {
			e.preventDefault();
			if (page) activate(-1);
			else open(false);
		}
	});
	form.addEventListener("submit", (e) => {
		if (!input.value.trim()) return;
		e.preventDefault();
		if (active >= 0) return list.children[active].click();
		ready().then(() => {
			const [first] = query(index, input.value, 1).results;
			if (first && first.match <= TITLED) location.assign(address(first.entry));
			else if (page) render(), remember("pushState");
			else form.submit();
		}, () => form.submit());
	});
	form.addEventListener("focusout", (e) => { if (!page && !form.contains(e.relatedTarget)) open(false); });
	if (page) {
		addEventListener("popstate", restore);
		restore();
	}
	// An index that is there before it is needed costs nobody a wait; who saves data waits for the first focus.
	if (form === main && !navigator.connection?.saveData) {
		const idle = () => (window.requestIdleCallback || setTimeout)(() => ready().catch(() => {}));
		if (document.readyState === "complete") idle();
		else addEventListener("load", idle);
	}
}

// show opens a dialog; the browser keeps the focus in it, closes it on Escape and puts the focus back.
function show(title, ...content) {
	const dialog = make("dialog", { "aria-labelledby": "search-dialog", class: "search-dialog" }, make("h2", { id: "search-dialog" }, title), ...content,
		button("Close", () => dialog.close()));
	dialog.addEventListener("close", () => dialog.remove());
	document.body.append(dialog);
	dialog.showModal();
}

const store = (value) => {
	try {
		if (value) localStorage.setItem("search-keys", value);
		return localStorage.getItem("search-keys");
	} catch { /* no storage: the keys work until the page is left */ }
};

function help() {
	const rows = [["/", "go to the search field"], ["?", "this help"], ["↓ ↑", "choose a result"], ["Enter", "go to the result, or to the package of this name"], ["Esc", "close the list"],
		["gnome shell", "names that hold both words; typos are repaired"], ['"ntp"', "exactly this name"],
		["distro:rocky", "only what concerns Rocky Linux; also path: action: vendor: repo:, with commas for several"],
		["a list", "paste the output of rpm -qa into the field: each name is answered in the page, nothing is sent"]];
	const keysOn = make("input", { type: "checkbox" });
	keysOn.checked = store() !== "off";
	keysOn.addEventListener("change", () => store(keysOn.checked ? "on" : "off"));
	show("Search", make("dl", {}, ...rows.flatMap(([key, text]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, text)])),
		make("p", {}, make("label", {}, keysOn, " The keys / and ? work")));
}

forms.forEach(attach);
if (main) {
	document.addEventListener("keydown", (e) => {
		const field = e.target.closest?.("input, textarea, select, dialog, [contenteditable]");
		if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || field || store() === "off") return;
		if (e.key === "/") main.querySelector("input[name=q]").focus();
		else if (e.key === "?") help();
		else return;
		e.preventDefault();
	});
}
})();
