// What the page simulate/ shows of an answer: the words are the program's; here they become headings, tables and links.
"use strict";

const report = (() => {
const { make, copy } = tools;

// kinds are the signs of fates, as style.css has them.
const kinds = { removed: "removed", lost: "removed", missing: "deprecated", replaced: "replaced", new: "new", moved: "moved", stays: "present", upgraded: "moved", orphan: "deprecated", elsewhere: "none", "of-vendor": "none", foreign: "none", unknown: "none", leapp: "none", undecided: "none" };
// unlinked are the fates of packages that may have no page.
const unlinked = ["orphan", "elsewhere", "of-vendor", "upgraded", "foreign", "unknown", "leapp"];

const between = (parts, sep) => parts.flatMap((p, i) => i ? [sep, p].flat() : [p].flat());

// address is the page of a package, and there the event that decides.
let root = location;
const address = (name, event) => new URL(`p/${encodeURIComponent(name)}/` + (event ? "#e" + event.id : ""), root);

// did is an event in a few words.
const did = (e) => `${e.action} in ${e.release}` + (e.vendor ? " by " + e.vendor : "");

// link leads to a package, and there to the event, which is told when the pointer rests on it.
const link = (name, event) => make("a", { href: address(name, event), title: event && did(event) }, make("bdi", {}, name));

// named is a package as it is told of: linked by its name, the stream behind it.
const named = (title, event) => {
	const name = title.split(" (")[0];
	return [link(name, event), title.slice(name.length)];
};

// placed is text whose place in a published file, if it ends with one, is short: the file's name and the line.
const placed = (text) => text.replace(/\S*\/([^/\s]+:\d+)$/, "$1");

// commands are lines for a shell, with a button that copies them.
function commands(text) {
	const button = make("button", { type: "button", class: "copy", "aria-label": "Copy these commands" }, "Copy");
	button.addEventListener("click", async () => {
		button.textContent = await copy(text) ? "Copied" : "Select the text to copy it";
		setTimeout(() => { button.textContent = "Copy"; }, 2000);
	});
	return make("div", { class: "commands" }, make("pre", { tabindex: 0 }, make("code", {}, text)), button);
}

// words are a line of Markdown: code, links and emphasis are told apart.
function words(text) {
	return text.split(/(`[^`]+`|\[[^\]]+\]\([^()\s]+\)|\*\*[^*]+\*\*)/).map((part) => {
		const to = part.match(/^\[(.+)\]\((https?:.+)\)$/s);
		if (to) return make("a", { href: to[2] }, to[1]);
		if (part.startsWith("**") && part.length > 4) return make("b", {}, part.slice(2, -2));
		return part.startsWith("`") && part.length > 2 ? make("code", {}, part.slice(1, -1)) : part;
	});
}

// table is a table of Markdown: its first line is the head, the second one only divides.
function table([head, , ...body]) {
	const bar = "\0", cells = (line) => line.trim().replaceAll("\\|", bar).replace(/^\||\|$/g, "").split("|").map((c) => words(c.trim().replaceAll(bar, "|")));
	return make("div", { class: "wide" }, make("table", {}, make("thead", {}, make("tr", {}, cells(head).map((c) => make("th", { scope: "col" }, c)))),
		make("tbody", {}, body.map((l) => make("tr", {}, cells(l).map((c) => make("td", {}, c)))))));
}

// prose shows Markdown as far as advice has it: paragraphs, lists, commands, tables.
function prose(text) {
	return text.split(/^```.*$/m).flatMap((part, i) => {
		if (i % 2) return [commands(part.replace(/^\n+|\s+$/g, ""))];
		return part.split(/\n\s*\n/).map((p) => p.trim()).filter(Boolean).map((p) => {
			if (p.startsWith("|")) return table(p.split("\n"));
			if (/^[-*] /.test(p)) return make("ul", {}, p.split(/^[-*] /m).filter(Boolean).map((l) => make("li", {}, words(l.trim()))));
			return make("p", {}, words(p));
		});
	});
}

function row({ cells, notes = [], package: p }, linked) {
	if (!p) return make("tr", {}, make("th", { scope: "row" }, linked ? named(cells[0]) : cells[0]), ...cells.slice(1).filter(Boolean).map((c) => make("td", {}, placed(c))));
	const event = p.event, [, ...rest] = cells, at = rest.length > 1 ? rest.pop() : "";
	const below = [event?.why && make("p", {}, make("b", {}, "why "), words(event.why)),
		...notes.filter((n) => !/^(why|advice): /.test(n)).map((n) => make("p", {}, n.replace(/ \S+:\d+$/, ""))),
		event?.upstream && at && make("p", { class: "place" }, at),
		event?.advice && make("details", {}, make("summary", {}, "what to do"), make("div", { class: "advice" }, prose(event.advice)))].filter(Boolean);
	return make("tr", {}, make("th", { scope: "row" }, unlinked.includes(p.fate) ? cells[0] : named(cells[0], event)),
		rest.map((c, i) => make("td", {}, p.instead && i === 0 ? ["→ ", ...between(p.instead.map((n) => link(n, event)), ", ")] : placed(c), i === rest.length - 1 && below.length ? make("div", { class: "notes" }, below) : [])),
		rest.length ? [] : make("td", {}, make("div", { class: "notes" }, below)));
}

function section(s, hop, tag) {
	const linked = s.fate && !unlinked.includes(s.fate);
	const parts = [make(tag, { id: s.fate ? `report-${hop}-${s.fate}` : undefined, class: kinds[s.fate], tabindex: -1 }, s.head)];
	if (s.rows) {
		parts.push(make("div", { class: "wide" }, make("table", {}, make("caption", { class: "visually-hidden" }, s.head), make("tbody", {}, s.rows.map((r) => row(r, linked))))));
	}
	if (s.lists) {
		parts.push(make("ul", {}, s.lists.map(({ lead = "", names, packages = [] }) =>
			make("li", {}, make("strong", {}, lead), between((names || []).map((n, i) => linked && packages[i]?.event ? named(n, packages[i].event) : n), ", ")))));
	}
	parts.push((s.lines || []).map((l) => make("p", {}, l.replace(/ \(--[a-z]+\)/g, "")))); // the page has fields for these
	return make("section", {}, parts);
}

// tally is how many packages there are of a fate; it leads to them.
function tally(c, hop, sections) {
	const there = sections.some((s) => s.fate === c.fate);
	return make("li", {}, make("b", {}, c.n.toLocaleString("en")), make("i", { class: c.fate ? kinds[c.fate] || "none" : undefined, "aria-hidden": true }),
		c.fate && there ? make("a", { href: `#report-${hop}-${c.fate}` }, c.words) : make("span", {}, c.words));
}

// everything is a table of all packages of an upgrade, made when somebody wants it.
function everything(all) {
	const shown = 1000, body = make("tbody"), more = make("button", { type: "button" }, "Show more");
	const look = (l) => make("li", { class: l.verdict }, l.verdict + ": ", l.event.in[0] ? make("a", { href: address(l.event.in[0], l.event) }, did(l.event)) : did(l.event),
		l.missing ? "; not there: " + l.missing.join(", ") : "");
	const add = () => {
		body.append(...all.splice(0, shown).map((p) => make("tr", {},
			make("th", { scope: "row" }, ...unlinked.includes(p.fate) ? [p.name] : named(p.name, p.event), p.stream ? " (" + p.stream + ")" : ""),
			make("td", {}, p.fate + (p.instead ? " by " + p.instead.join(", ") : "")), make("td", {}, [p.from, p.to].filter(Boolean).join(" → ")),
			make("td", {}, make("ul", { class: "looks" }, (p.looks || []).map(look))))));
		more.hidden = !all.length;
	};
	more.addEventListener("click", add);
	add();
	return [make("div", { class: "wide", role: "region", tabindex: 0, "aria-label": "All packages" }, make("table", {}, make("caption", {}, "All packages, and every event that names them"),
		make("thead", {}, make("tr", {}, ["Package", "What happens to it", "Repository", "Events"].map((h) => make("th", { scope: "col" }, h)))), body)), more];
}

// verdict is whether Leapp makes an upgrade.
function verdict(h) {
	const [first] = h.report;
	return make("div", { class: h.ok ? "verdict" : "verdict no" }, make("p", {}, first.head), first.rows ? make("table", {}, make("tbody", {}, first.rows.map((r) => row(r)))) : [],
		(first.lines || []).map((l) => make("p", { class: "hint" }, l)));
}

// shortly is the title of an upgrade without the folders of its data, which the page names at its end.
const shortly = (h) => h.title.replace(/ with the tree [^ ,:]+(, the tree [^ ,:]+)*/, "");

// way is from where to where an upgrade leads.
const way = (h) => h.title.split(" with ")[0];

// summary is what becomes of the machine in an upgrade, one of several where many is true: the verdict, and how many packages have which fate.
function summary(h, hop, many) {
	return [many ? make("h3", {}, way(h)) : [], make("p", { class: "hint" }, shortly(h)), h.stands ? make("p", { class: "note" }, h.stands + ".") : [], verdict(h),
		make("ul", { class: "tally" }, h.tally.map((c) => tally(c, hop, h.report)))];
}

// details tell of the packages. packages gives all of them; without it there is no table of all.
function details(h, hop, many, packages) {
	const [, ...sections] = h.report, told = sections.map((s) => section(s, hop, many ? "h4" : "h3"));
	if (!packages) return told;
	const all = make("details", { class: "all" }, make("summary", {}, "All packages, and every event that was looked at"));
	all.addEventListener("toggle", () => { if (all.children.length === 1) all.append(...everything(packages())); });
	return [told, all];
}

return { summary, details, prose, words, commands, address, below: (url) => { root = url; } };
})();
