// The field of the site's search: its list and its keys. It stands behind rank.js in one file, and every page has it; what is
// seldom needed is fetched when it is: elsewhere.js, and results.js for the page of results. Nothing typed or pasted leaves the
// page, and foreign text only ever becomes text nodes.
//
// It takes every form.find. The file begins with what the site knows when it is published (package layout): published.index is the
// address of the index below the root, published.results that of results.js, published.simulate says whether pasted lists go to the
// page simulate/. Where a page has an element [data-search-results], the results of its form stand there instead of dropping down.
(() => {
const { read, query, allowed, shortly, listed, events, TITLED } = ranking;

const make = (tag, attributes, ...children) => {
	const e = document.createElement(tag);
	for (const name in attributes) e.setAttribute(name, attributes[name]);
	e.append(...children);
	return e;
};
const button = (label, act, attributes) => {
	const b = make("button", { type: "button", ...attributes }, ...[label].flat());
	b.addEventListener("click", act);
	return b;
};
const plural = (n, word) => n.toLocaleString("en") + " " + word + (n === 1 ? "" : "s");
const root = new URL("..", document.currentScript.src); // of the site: this file lies in assets/
const opened = new Map();

// load fetches a file once and makes something of it; a failure may be tried again.
function load(url, made) {
	if (!opened.has(url)) {
		opened.set(url, fetch(url).then((r) => r.ok ? r.text() : Promise.reject(new Error(r.statusText))).then(made));
		opened.get(url).catch(() => opened.delete(url));
	}
	return opened.get(url);
}

// A Box is a field with its list: a combobox, as the ARIA practices describe it.
class Box {
	constructor(form, n, region) {
		this.form = form;
		this.region = region; // of the page of results
		this.input = form.querySelector("input[name=q]");
		this.id = "search-" + n;
		this.active = -1;
		this.list = make("div", { id: this.id, role: "listbox", "aria-label": "Results", class: "search-list" });
		this.hints = make("div", { class: "search-hints" });
		const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": this.id, autocomplete: "off", autocapitalize: "none", spellcheck: false, maxlength: 200 };
		for (const name in attributes) this.input.setAttribute(name, attributes[name]);
		this.place();
		this.listen();
		this.open(false);
	}

	// place puts the list below the field.
	place() {
		const { form } = this;
		this.status = make("p", { role: "status", class: "visually-hidden" });
		this.popup = make("div", { class: "search-popup" }, this.hints, this.list);
		form.append(this.popup, this.status);
		form.addEventListener("focusout", (e) => { if (!form.contains(e.relatedTarget)) this.open(false); });
		this.popup.addEventListener("mousedown", (e) => e.preventDefault()); // the field keeps the focus, so the list stays
		this.input.addEventListener("focus", () => { if (this.input.value) this.ready(() => this.render()); });
	}

	listen() {
		const { input, form } = this;
		input.addEventListener("focus", () => this.ready(() => {}));
		input.addEventListener("input", () => this.ready(() => this.render()));
		input.addEventListener("paste", (e) => {
			const lines = listed(e.clipboardData?.getData("text/plain") || "");
			if (!lines) return;
			e.preventDefault();
			if (published.simulate) simulate(new URL("simulate/", root), lines.join("\n"));
			else this.seldom().then(() => elsewhere.pasted(this, lines, tools));
		});
		input.addEventListener("keydown", (e) => this.key(e));
		form.addEventListener("submit", (e) => this.submit(e));
		form.append(button("?", help, { "aria-label": "Search help", class: "search-help" }));
	}

	// ready goes on when the index is there: at once if it is.
	ready(act, otherwise = () => this.say("The index could not be loaded. Press Enter to go to the list of packages.")) {
		if (this.index) act();
		else load(this.href(published.index), (text) => read(JSON.parse(text))).then((index) => { this.index = index; act(); }, otherwise);
	}

	href(address) {
		return new URL("./" + address, root).href;
	}

	address(entry) {
		return this.href(this.index.entries[entry].url);
	}

	open(yes) {
		this.popup.hidden = !yes;
		this.expanded(yes);
	}

	expanded(yes) {
		this.input.setAttribute("aria-expanded", yes && this.list.childElementCount > 0);
		if (!yes) this.activate(-1);
	}

	activate(i) {
		const options = this.list.children;
		options[this.active]?.setAttribute("aria-selected", false);
		this.active = i;
		if (!options[i]) return this.input.removeAttribute("aria-activedescendant");
		options[i].setAttribute("aria-selected", true);
		options[i].scrollIntoView({ block: "nearest" });
		this.input.setAttribute("aria-activedescendant", options[i].id);
	}

	// busy says whether somebody is at it: the index may come when they have gone on.
	busy() {
		return this.form.contains(document.activeElement);
	}

	render(limit = 10) {
		const { index, list } = this, text = this.input.value, a = query(index, text, limit), asked = text.trim() !== "";
		const facts = a.q.filters.size ? allowed(index, a.q) : undefined;
		this.limit = limit;
		this.activate(-1);
		list.replaceChildren(...a.results.map((r, i) => this.option(r.entry, i, facts)));
		list.hidden = !a.results.length;
		this.hints.replaceChildren();
		this.open(asked && this.busy());
		this.count(asked && plural(a.total, "result") + ".");
		clearTimeout(this.later);
		if (a.q.more) this.seldom().then(() => { if (text === this.input.value && limit === this.limit) this.render(limit); }, () => {});
		else if (this.seeks(text, a)) this.later = setTimeout(() => this.further(text, a), 150);
		return a;
	}

	count(text) {
		this.say(text ? text.replace(/^0 results/, "No results") : "");
	}

	// seldom loads the script for what is seldom needed.
	async seldom() {
		if (!this.index) await new Promise((go, fail) => this.ready(go, fail));
		await import(this.href(this.index.script));
	}

	// seeks says whether there may be more to say than the index knows.
	seeks(text, a) {
		return a.far || a.unknown || a.partly || a.hints.length || events(text).length;
	}

	// seek is what other files of the site hold; nothing where they cannot be had.
	async seek(text, a) {
		try {
			if (!this.seeks(text, a)) throw 0;
			await this.seldom();
			return await elsewhere.find(this.index, events(text), a, (path, made) => load(this.href(path), made));
		} catch {
			return { items: [], hints: [] };
		}
	}

	// further adds it: what has exactly the name that was asked for stands first.
	async further(text, a) {
		const { list, limit } = this, { items, hints } = await this.seek(text, a);
		if (text !== this.input.value || limit !== this.limit) return; // somebody went on
		items.splice(Math.max(3, limit - a.results.length));
		const options = (found) => found.map((i) => this.item(0, this.href(i.href), i.name, i.kind, [make("span", { class: i.sign }, i.note)]));
		list.prepend(...options(items.filter((i) => i.exact)));
		list.append(...options(items.filter((i) => !i.exact)));
		[...list.children].forEach((option, i) => { option.id = this.id + "-" + i; });
		if (this.active >= 0) this.activate(this.active + items.filter((i) => i.exact).length);
		this.hints.append(...hints.map((h) => make("p", {}, ...h.map((part) => this.part(part)))));
		list.hidden = !list.childElementCount;
		this.open(this.busy());
		this.count(this.told(hints) + plural(a.total + items.length, "result") + ".");
	}

	// told is what was said above a list, for those who only hear how many results there are.
	told(hints) {
		return hints.length ? hints[0].join("") + " " : "";
	}

	// say waits until nothing was typed for a while: who listens to a screen reader hears one count, not one a letter.
	say(text, wait = 400) {
		clearTimeout(this.said);
		this.said = setTimeout(() => { this.status.textContent = text; }, wait);
	}

	option(entry, i, facts) {
		const { index } = this, e = index.entries[entry], kind = index.kinds[e.kind], known = kind === "package", named = /guide|path|distribution/.test(kind);
		const note = known ? this.fate(entry, facts) : named ? [] : [e.title];
		return this.item(i, this.address(entry), named && e.title || e.name, known ? "" : kind === "guide" && !e.url.startsWith("docs/") ? "page" : kind, note);
	}

	// fate says shortly what becomes of a package on each path, with the signs of the actions.
	fate(entry, facts) {
		return shortly(this.index, entry, facts).flatMap(({ path, sign, what, where }, i) =>
			[...i ? [" · "] : [], make("span", { class: sign }, (path ? path + ": " : "") + what + (where ? " (" + where + ")" : ""))]);
	}

	item(i, href, name, kind, note) {
		return make("a", { role: "option", id: this.id + "-" + i, href, tabindex: -1, "aria-selected": false, class: "search-option" },
			make("bdi", { class: "search-name" }, name), " ", ...kind ? [make("span", { class: "search-kind" }, kind), " "] : [], make("bdi", { class: "search-note" }, ...note));
	}

	// part is a part of a hint: text, a link, or a query to try.
	part(part) {
		if (!part.text) return part;
		return part.query ? button(part.text, () => this.change(part.query(this.input.value)), { class: "search-chip" }) : make("a", { href: this.href(part.href) }, part.text);
	}

	change(text) {
		this.input.value = text;
		this.input.focus();
		this.render();
	}

	// key moves through the list; with a modifier held, keys are the browser's.
	key(e) {
		if (e.isComposing || e.ctrlKey || e.metaKey || e.altKey || e.shiftKey) return;
		const { active, popup } = this, n = this.list.childElementCount;
		if (e.key === "Escape") return this.escape(e);
		const [first, last] = active < 0 ? [] : [0, n - 1]; // while no option is chosen, Home and End move the cursor
		const to = { ArrowDown: active + 1 < n ? active + 1 : -1, ArrowUp: active < 0 ? n - 1 : active - 1, Home: first, End: last }[e.key];
		if (to === undefined || !n) return;
		e.preventDefault();
		if (popup.hidden) this.open(true);
		this.activate(to);
	}

	escape(e) {
		if (this.popup.hidden) return;
		this.open(false);
		e.preventDefault();
	}

	// submit goes to the chosen result, or to the page of exactly this name, or shows all results.
	submit(e) {
		if (!this.input.value.trim()) return;
		e.preventDefault();
		if (this.active >= 0) return this.list.children[this.active].click();
		this.ready(() => this.go(), () => this.form.submit());
	}

	async go() {
		const text = this.input.value, a = query(this.index, text, 1), { items } = await this.seek(text, a);
		if (items[0]?.exact) location.assign(this.href(items[0].href));
		else if (a.results[0]?.match <= TITLED) location.assign(this.address(a.results[0].entry));
		else this.all();
	}

	// all goes to the page of results.
	all() {
		this.form.submit();
	}
}

// simulate goes to the page that says what an upgrade does to a pasted list. The list goes by way of this tab's own memory, or
// behind the address, which is not sent either.
function simulate(page, list) {
	try {
		sessionStorage.setItem("simulate", list);
	} catch {
		page.hash = "list=" + encodeURIComponent(list);
	}
	location.assign(page);
}

// store keeps whether single keys work, which people who speak to their computer turn off (WCAG 2.1.4).
const store = (value) => {
	try {
		if (value) localStorage.setItem("search-keys", value);
		return localStorage.getItem("search-keys");
	} catch { /* no storage: the keys work */ }
};

const tools = { Box, make, button, plural, store };
const forms = [...document.querySelectorAll("form.find")];
const main = forms.find((f) => f.closest("main")) || forms[0]; // the one that "/" goes to
const region = document.querySelector("[data-search-results]"); // of the page of results; elsewhere results drop down
// help comes with what is seldom needed.
const help = () => boxes[0]?.seldom().then(() => elsewhere.help(tools), () => {});

const boxes = forms.filter((f) => !region || f !== main).map((form, n) => new Box(form, n + 1));
if (region) import(new URL(published.results, root)).then(() => boxes.unshift(results.page(main, region, tools)));

if (main) {
	document.addEventListener("keydown", (e) => {
		const field = e.target.closest?.("input, textarea, select, dialog, [contenteditable]");
		if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || field || store() === "off") return;
		if (e.key === "/") main.querySelector("input[name=q]").focus();
		else if (e.key === "?") help();
		else return;
		e.preventDefault();
	});
	// An index that is there before it is needed costs nobody a wait; who saves data waits for the first focus.
	const idle = () => (window.requestIdleCallback || setTimeout)(() => boxes[0]?.ready(() => {}, () => {}));
	if (navigator.connection?.saveData || document.querySelector("[data-program]")) return; // nor does a page that loads a program
	if (document.readyState === "complete") idle();
	else addEventListener("load", idle);
}
})();
