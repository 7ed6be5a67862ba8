// The field of the site's search: its list, its keys, its chips and its dialogs. It stands behind rank.js in one file. Nothing
// typed or pasted leaves the page, and foreign text only ever becomes text nodes.
//
// It takes every form.find. The file begins with what the site knows when it is published (package layout): published.index is the
// address of the index below the root, published.simulate says whether pasted lists go to the page simulate/. Where a page has an
// element [data-search-results], the results of its form stand there instead of dropping down; with data-missing as well, the page
// searches for the last part of its own address.
(() => {
const { read, parse, query, allowed, lookup, answers, toggled, listed, events, keys, TITLED } = ranking;

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

const root = new URL("..", document.currentScript.src); // of the site: this file lies in assets/
const forms = [...document.querySelectorAll("form.find")];
const main = forms.find((f) => f.closest("main")) || forms[0]; // the one that "/" goes to
const region = document.querySelector("[data-search-results]"); // of the search page; elsewhere results drop down
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
	constructor(form, n) {
		this.form = form;
		this.input = form.querySelector("input[name=q]");
		this.page = form === main ? region : null;
		this.id = "search-" + n;
		this.active = -1;
		this.build();
		this.listen();
		this.open(false);
		if (this.page) this.restore();
	}

	build() {
		const { page, id, form } = this;
		this.list = make("div", { id, role: "listbox", "aria-label": "Results", class: "search-list" });
		this.status = make("p", { role: "status", class: page ? "search-status" : "visually-hidden" });
		this.hints = make("div", { class: "search-hints" });
		this.chips = make("div", { class: "search-chips" });
		this.more = button("Show more", () => {
			const n = this.limit;
			this.render(n + 200);
			this.list.children[n].focus();
		}, { class: "search-more" });
		this.popup = make("div", { class: page ? "search-page" : "search-popup" }, ...page ? [this.chips, this.status] : [], this.hints, this.list, this.more);
		this.more.hidden = true;
		const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": id, autocomplete: "off", autocapitalize: "none", spellcheck: false, maxlength: 200 };
		for (const name in attributes) this.input.setAttribute(name, attributes[name]);
		if (page) {
			this.rest = make("div", {}, ...page.childNodes);
			page.append(this.popup, this.rest);
		} else {
			form.append(this.popup, this.status);
		}
		form.append(button("?", help, { "aria-label": "Search help", class: "search-help" }));
	}

	listen() {
		const { input, form, page } = this;
		input.addEventListener("focus", () => this.ready(() => { if (!page && input.value) this.render(); }));
		input.addEventListener("input", () => {
			this.ready(() => this.render());
			clearTimeout(this.saved);
			this.saved = setTimeout(() => this.remember("replaceState"), 500);
		});
		input.addEventListener("paste", (e) => {
			const lines = listed(e.clipboardData?.getData("text/plain") || "");
			if (!lines) return;
			e.preventDefault();
			if (published.simulate) simulate(new URL("simulate/", root), lines.join("\n"));
			else this.ready(() => this.answer(lines));
		});
		input.addEventListener("keydown", (e) => this.key(e));
		form.addEventListener("submit", (e) => this.submit(e));
		if (page) {
			addEventListener("popstate", () => this.restore());
		} else {
			form.addEventListener("focusout", (e) => { if (!form.contains(e.relatedTarget)) this.open(false); });
			this.popup.addEventListener("mousedown", (e) => e.preventDefault()); // the field keeps the focus, so the list stays
		}
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
		if (!this.page) this.popup.hidden = !yes;
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

	render(limit = this.page ? 50 : 10) {
		const { index, page, list } = this, text = this.input.value, a = query(index, text, limit), asked = text.trim() !== "";
		const facts = a.q.filters.size ? allowed(index, a.q) : undefined;
		this.limit = limit;
		this.activate(-1);
		list.replaceChildren(...a.results.map((r, i) => this.option(r.entry, i, facts)));
		list.hidden = !a.results.length;
		const more = a.far || events(text).length > 0;
		this.hints.replaceChildren(...a.hints.map((h) => this.hint(h)), ...asked && !a.total && !a.hints.length && !more ? this.unknown(a.q) : []);
		this.more.hidden = !page || a.total <= limit;
		if (page) {
			this.chips.replaceChildren(...keys.map((key, k) => this.group(key, k, a.q)).filter(Boolean));
			this.rest.hidden = asked;
		}
		this.open(asked && (page || this.form.contains(document.activeElement))); // somebody may have gone on before the index came
		this.count(asked, a.total);
		clearTimeout(this.later);
		if (more) this.later = setTimeout(() => this.further(text, a), 150);
	}

	count(asked, total) {
		this.say(!asked ? "" : total ? plural(total, "result") : "No results.");
	}

	// seldom loads the script for what is seldom needed.
	async seldom() {
		if (!this.index) await new Promise((go, fail) => this.ready(go, fail));
		await import(this.href(this.index.script));
	}

	// seek is what other files of the site hold; nothing where they cannot be had.
	async seek(text, a) {
		const ids = events(text), { index } = this;
		try {
			if (!a.far && !ids.length) throw 0;
			await this.seldom();
			return await elsewhere.find(index, ids, a, (path, made) => load(this.href(path), made));
		} catch {
			return { items: [], hints: [] };
		}
	}

	// further adds it: what has exactly the name that was asked for stands first.
	async further(text, a) {
		const { list, limit } = this, { items, hints } = await this.seek(text, a);
		if (text !== this.input.value || limit !== this.limit) return; // somebody went on
		items.splice(Math.max(3, limit - a.results.length));
		for (const i of items) {
			const option = this.item(0, this.href(i.href), i.name, i.kind, i.note);
			if (i.exact) list.prepend(option);
			else list.append(option);
		}
		[...list.children].forEach((option, i) => { option.id = this.id + "-" + i; });
		if (this.active >= 0 && items[0]?.exact) this.activate(this.active + 1);
		const total = a.total + items.length;
		this.hints.append(...hints.map((h) => make("p", {}, h)), ...total || hints.length ? [] : this.unknown(a.q));
		list.hidden = !total;
		this.open(this.page || this.form.contains(document.activeElement));
		this.count(true, total);
	}

	// unknown says what it means that nothing here has a name.
	unknown(q) {
		if (q.filters.size) return [];
		const guide = this.index.entries.find((e) => e.url.endsWith("/support-a-vendor/"));
		return [make("p", {}, "As a package: no event names it. It keeps its name, and dnf upgrades it where the new release has it."),
			make("p", {}, "As a repository or vendor: nobody maps it here, and its packages stay as they are. ",
				guide ? make("a", { href: this.href(guide.url) }, "How to add a vendor") : "pes new vendor")];
	}

	// say waits until nothing was typed for a while: who listens to a screen reader hears one count, not one a letter.
	say(text) {
		clearTimeout(this.said);
		this.said = setTimeout(() => { this.status.textContent = text; }, this.page ? 100 : 400);
	}

	option(entry, i, facts) {
		const { index } = this, e = index.entries[entry], kind = index.kinds[e.kind], guide = kind === "guide", known = kind === "package";
		const note = known ? answers(index, entry, facts).join(". ") : guide ? "" : e.title;
		return this.item(i, this.address(entry), guide && e.title || e.name, known ? "" : kind, note);
	}

	item(i, href, name, kind, note) {
		return make("a", { role: "option", id: this.id + "-" + i, href, ...this.page ? {} : { tabindex: -1 }, "aria-selected": false, class: "search-option" },
			make("bdi", { class: "search-name" }, name), " ", ...kind ? [make("span", { class: "search-kind" }, kind), " "] : [], make("bdi", { class: "search-note" }, note));
	}

	hint({ key, value, suggest }) {
		return make("p", {}, "There is no " + labels[key].toLowerCase() + " “", make("bdi", {}, value), "”. ", ...suggest.slice(0, 12).map((s) =>
			button(s, () => this.change(toggled(toggled(this.input.value, key, value), key, s)), { class: "search-chip" })));
	}

	// group are the chips of a filter: all its values; of the repositories, which are many, those chosen.
	group(key, k, q) {
		const { index, chips } = this, on = q.filters.get(k) || [], values = key === "repo" ? on : [...index.values[k].keys()];
		return values.length && make("div", { role: "group", "aria-label": labels[key], class: "search-group" }, make("span", { "aria-hidden": true }, labels[key]),
			...values.map((n) => button(index.values[k][n], () => {
				const focus = [...chips.querySelectorAll("button")].indexOf(document.activeElement);
				this.change(toggled(this.input.value, key, index.values[k][n]));
				chips.querySelectorAll("button")[focus]?.focus();
			}, { "aria-pressed": on.includes(n), class: "search-chip" })));
	}

	change(text) {
		this.input.value = text;
		this.render();
		this.remember("pushState");
		if (!this.page) this.input.focus();
	}

	// remember writes the query into the address of the search page: while somebody types, over the one before.
	remember(how) {
		clearTimeout(this.saved);
		if (!this.page) return;
		const to = new URL(location);
		if (this.input.value.trim()) to.searchParams.set("q", this.input.value);
		else to.searchParams.delete("q");
		if (to.href !== location.href) history[how](null, "", to);
	}

	restore() {
		let q = "missing" in this.page.dataset && location.pathname.split("/").filter(Boolean).pop() || "";
		try { q = decodeURIComponent(q); } catch { /* no address of ours: as it is */ }
		this.input.value = new URLSearchParams(location.search).get("q") ?? q;
		this.ready(() => this.render());
	}

	// key moves through the list; with a modifier held, keys are the browser's.
	key(e) {
		if (e.isComposing || e.ctrlKey || e.metaKey || e.altKey || e.shiftKey) return;
		const { active, page, popup } = this, n = this.list.childElementCount;
		if (e.key === "Escape" && (active >= 0 || !page && !popup.hidden)) {
			if (page) this.activate(-1);
			else this.open(false);
			return e.preventDefault();
		}
		const [first, last] = active < 0 ? [] : [0, n - 1]; // while no option is chosen, Home and End move the cursor
		const to = { ArrowDown: active + 1 < n ? active + 1 : -1, ArrowUp: active < 0 ? n - 1 : active - 1, Home: first, End: last }[e.key];
		if (to === undefined || !n) return;
		e.preventDefault();
		if (popup.hidden) this.open(true);
		this.activate(to);
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
		else if (this.page) this.render(), this.remember("pushState");
		else this.form.submit();
	}

	// answer says of each package of a pasted list what becomes of it; the filters in the field hold here too.
	answer(lines) {
		const { index } = this, facts = allowed(index, parse(index, this.input.value)), rows = [], rest = new Set(), seen = new Set();
		for (const line of lines.slice(0, 20000)) {
			const { name, entry } = lookup(index, line), told = entry === undefined ? [] : answers(index, entry, facts);
			if (seen.has(name)) continue;
			seen.add(name);
			if (!told.length) rest.add(name);
			else rows.push(make("tr", {}, make("th", { scope: "row" }, make("a", { href: this.address(entry) }, make("bdi", {}, name))),
				make("td", {}, ...told.map((t) => make("div", {}, t)))));
		}
		const count = plural(seen.size, "package") + ": events tell of " + rows.length + (lines.length > 20000 ? " (the first 20,000 lines)" : "");
		const table = make("table", {}, make("caption", {}, count), make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Package"),
			make("th", { scope: "col" }, "What becomes of it"))), make("tbody", {}, ...rows));
		show("Your list", make("p", {}, "Answered in this page; nothing was sent."), make("div", { role: "region", "aria-label": count, tabindex: 0, class: "search-table" }, table),
			...rest.size ? [make("details", {}, make("summary", {}, plural(rest.size, "package") + " without an event"), make("p", {}, [...rest].join(" ")))] : []);
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

// show opens a dialog; the browser keeps the focus in it, closes it on Escape and puts the focus back.
function show(title, ...content) {
	const dialog = make("dialog", { "aria-labelledby": "search-dialog", class: "search-dialog" }, make("h2", { id: "search-dialog" }, title), ...content,
		button("Close", () => dialog.close()));
	dialog.addEventListener("close", () => dialog.remove());
	document.body.append(dialog);
	dialog.showModal();
}

// store keeps whether single keys work, which people who speak to their computer turn off (WCAG 2.1.4).
const store = (value) => {
	try {
		if (value) localStorage.setItem("search-keys", value);
		return localStorage.getItem("search-keys");
	} catch { /* no storage: the keys work */ }
};

// help comes with what is seldom needed.
const help = () => main && boxes[forms.indexOf(main)].seldom().then(() => elsewhere.help(make, show, store), () => {});

const boxes = forms.map((form, n) => new Box(form, n));
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
	const idle = () => (window.requestIdleCallback || setTimeout)(() => boxes[0].ready(() => {}, () => {}));
	if (navigator.connection?.saveData) return;
	if (document.readyState === "complete") idle();
	else addEventListener("load", idle);
}
})();
