// The plan on the page simulate/: a checklist, whose ticked boxes are remembered in this browser alone.
"use strict";

const plan = (() => {
const { make, plural } = tools;
const few = 3; // places that are named
const many = 30; // lists whose boxes are remembered

// The boxes that are ticked, by the key of the list and the way. The list itself is not kept.
const store = "simulate-plans";

function ticked() {
	try {
		return JSON.parse(localStorage.getItem(store)) || {};
	} catch {
		return {};
	}
}

// keep remembers the steps that are done; those of the lists that were worked on last are kept.
function keep(key, done) {
	const all = ticked();
	delete all[key];
	if (done.length) all[key] = done;
	const keys = Object.keys(all);
	for (const old of keys.slice(0, Math.max(0, keys.length - many))) delete all[old];
	try {
		localStorage.setItem(store, JSON.stringify(all));
	} catch {} // the boxes can be ticked all the same
}

// places lead to the events that say so, by the packages that they are about.
function places(step, names) {
	const links = [], seen = new Set();
	for (const { event, text } of step.places || []) {
		const name = names[event];
		if (!name && !event && !/:\d+$/.test(text)) links.push(text);
		if (!name || seen.has(event)) continue;
		seen.add(event);
		links.push(make("a", { href: report.address(name, { id: event }) }, name));
	}
	if (!links.length) return [];
	const more = links.length - few, shown = links.slice(0, few).flatMap((l, i) => i ? [", ", l] : [l]);
	return [make("p", { class: "place" }, "According to: ", shown, more > 0 ? ` and ${more} more` : "")];
}

// named are the packages of a step that no command names.
function named({ packages = [], commands = [] }) {
	const said = new Set(commands.join(" ").split(/\s+/).map((w) => w.replace(/^'|'$/g, "")));
	return packages.every((p) => said.has(p)) ? [] : [make("p", { class: "packages" }, packages.flatMap((p, i) => [i ? ", " : "", make("code", {}, p)]))];
}

// plain leaves out the options of the command: the page has fields for these.
const plain = (text) => text.replace(/ \(--[a-z]+\)/g, "");

// items stand in one line where they are names alone.
function items(all = []) {
	if (!all.length) return [];
	if (all.every((i) => !i.text && !i.reason && i.name.length <= 80)) return [make("p", {}, all.map((i) => plain(i.name)).join("; "))];
	return [make("ul", {}, all.map((i) => make("li", {}, i.text || i.reason ? [make("b", {}, i.name), ": ", i.reason ? report.words(i.reason) : i.text] : plain(i.name))))];
}

function step(s, names) {
	const id = "step-" + s.id, head = s.note ? make("p", { class: "do" }, s.do + ".") : make("p", { class: "do" }, make("input", { type: "checkbox", id }), make("label", { for: id }, s.do + "."));
	return make("li", { class: s.note ? "note" : "step" }, head, make("div", {}, s.why ? make("p", {}, s.why) : [], s.reason ? make("p", {}, report.words(s.reason)) : [], named(s), items(s.items),
		s.commands ? report.commands(s.commands.join("\n")) : [], s.advice ? make("div", { class: "advice" }, report.prose(s.advice)) : [], places(s, names)));
}

// show makes the plan p; names are those of a package of each event, key is that of the list.
function show(p, names, key) {
	const count = make("span", { role: "status" }), forget = make("button", { type: "button" }, "Forget the ticks");
	const body = p.parts.map((x) => make("section", {}, make("h3", { id: "plan-" + x.id, tabindex: -1 }, x.title), x.lead ? make("p", {}, x.lead) : [],
		make("ul", { class: "steps" }, x.steps.map((s) => step(s, names)))));
	const all = make("section", { class: "plan", "aria-labelledby": "plan" }, make("h2", { id: "plan" }, "Plan: " + p.title),
		make("p", { class: "hint" }, count, " The boxes you tick stay in this browser, on this machine, for this list. ", forget), body, p.rest ? make("p", {}, p.rest) : []);
	const boxes = [...all.querySelectorAll("input")], done = () => boxes.filter((b) => b.checked).map((b) => b.id.slice(5));
	const tell = () => {
		count.textContent = `${done().length} of ${plural(boxes.length, "step")} done.`;
		forget.hidden = !done().length;
	};
	const before = new Set(ticked()[key]);
	for (const b of boxes) b.checked = before.has(b.id.slice(5));
	all.addEventListener("change", () => { keep(key, done()); tell(); });
	forget.addEventListener("click", () => {
		for (const b of boxes) b.checked = false;
		keep(key, []);
		tell();
		boxes[0]?.focus();
	});
	tell();
	return all;
}

return { show };
})();
