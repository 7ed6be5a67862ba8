// What the index of the search does not hold, out of other files of the site: packages that no event names, in the pages of all
// packages, and events by their ids, in the documents for programs; and what is seldom asked for: words for a name that nothing has,
// the answer to a pasted list, the help. search.js loads it when it is needed.
"use strict";

globalThis.elsewhere = (() => {
const rank = typeof ranking === "undefined" ? require("./rank.js") : ranking;
const { allowed, answers, fold, letters, cut, lacks, match, parse, repair, packageOf, token, separators, TITLED, PREFIX, WORD, TYPO, NEAR, DISTANT, PARTLY, NONE } = rank;

// nearer finds more where little fits.
rank.nearer = (index, q, found) => {
	if (q.words.length > 1) found[PARTLY] = partly(index, q, new Set(found.flat()));
	else shortened(index, q, found);
};

// alone are the entries that a word fits, at least as the beginning of one of theirs, with their matches.
function alone(index, text, exact) {
	const w = { text, exact, letters: letters(text) }, q = { words: [w] }, fits = new Map();
	index.order.forEach((i, place) => {
		const m = lacks(q, index.masks[place]) ? NONE : match(index, q, i);
		if (m <= WORD) fits.set(i, m);
	});
	return fits;
}

// partly are the other entries that have some of the words: those with most words first, numbers apart, then those that fit one of
// them best, then those with most numbers.
function partly(index, q, have) {
	const fits = new Map();
	for (const { text, exact } of q.words) {
		let found = alone(index, text, exact);
		if (!found.size && !exact && text.endsWith("s")) found = alone(index, text.slice(0, -1));
		const number = !/[^\d.]/.test(text);
		for (const [i, m] of found) {
			const f = fits.get(i) || { words: 0, best: NONE, numbers: 0 };
			fits.set(i, number ? { ...f, numbers: f.numbers + 1 } : { ...f, words: f.words + 1, best: Math.min(f.best, m) });
		}
	}
	return index.order.filter((i) => fits.has(i) && !have.has(i)).sort((a, b) => {
		const x = fits.get(a), y = fits.get(b);
		return y.words - x.words || x.best - y.best || y.numbers - x.numbers;
	});
}

// shortened finds what begins like a name that nothing has: as much of its words as something begins with.
function shortened(index, q, found) {
	const have = new Set(found.flat());
	let text = q.words[0].text, fits;
	do {
		let at = text.length - 1;
		while (at > 0 && !separators.includes(text[at])) at--;
		if (at < 2) return;
		text = text.slice(0, at);
		fits = alone(index, text);
		for (const i of index.order) if (fits.has(i) && !have.has(i)) found[fits.get(i) <= TITLED ? TYPO : fits.get(i) === PREFIX ? NEAR : DISTANT].push(i);
	} while (!fits.size);
}

// lookup finds what a line of a pasted list means.
function lookup(index, line) {
	const name = packageOf(index, fold(cut(line)).trim().split(" ")[0]);
	const entry = index.packages.get(name);
	return { name: entry === undefined ? name : index.entries[entry].name, entry };
}

// toggled is the query with a filter value taken out, or else added.
function toggled(text, key, value) {
	let found = false;
	const tokens = [...text.replace(/\s/g, " ").matchAll(new RegExp(token, "gi"))].map(([all, k, values]) => {
		if (k?.toLowerCase() !== key) return all;
		const list = values.split(",").filter((v) => fold(v) !== fold(value) || !(found = true));
		return list.length ? k + ":" + list.join(",") : "";
	});
	if (!found) tokens.push(key + ":" + (value.includes(" ") ? '"' + value + '"' : value));
	return tokens.filter(Boolean).join(" ");
}

// find is {items, hints}: results that stand behind those of the index, or before where exact, and what there is not, each a list of
// texts, links and queries to try. load gets a file of the site and makes something of it.
async function find(index, ids, a, load) {
	const out = { items: [], hints: a.hints.map(missing) };
	for (const id of ids) {
		const file = "api/v1/events/" + String(id % 100).padStart(2, "0") + ".json"; // it has those with the same last two digits
		const found = (await load(file, (text) => JSON.parse(text).events).catch(() => [])).filter((e) => e.ids.includes(id));
		out.items.push(...found.map((e) => event(e, id)));
		if (!found.length) out.hints.push(["No event here has the id " + id + ": the log may be of other data."]);
	}
	if (a.far) out.items.push(...await packages(index, a.q.words[0], load));
	if (a.partly) {
		const meant = filtered(index, a.q.words.map((w) => w.text));
		if (meant) out.hints.push(["Perhaps you mean ", { text: meant, query: () => meant }]);
		out.hints.push(["Nothing has all of these words. This has some of them:"]);
	}
	if (a.unknown && !ids.length && !out.items.some((i) => i.exact)) out.hints.push(...unknown(index, a, a.total + out.items.length));
	return out;
}

// filtered is a query with filters in the place of two releases and of the names of distributions, "" where there are none of these:
// of php rocky 7 to 9 it is php distro:rocky path:7-8,8-9. The words of a query lack "to".
function filtered(index, words) {
	const [paths, distros] = [index.values[1], index.values[0]], releases = words.filter((w) => /^\d\d?$/.test(w)).map(Number);
	const on = releases.length === 2 ? paths.filter((p) => p.split("-").every((n) => n >= Math.min(...releases) && n <= Math.max(...releases))) : [];
	const named = distros.filter((d) => words.includes(fold(d))), rest = words.filter((w) => !named.some((d) => fold(d) === w) && !(on.length && releases.includes(Number(w))));
	if (!rest.length || rest.length === words.length) return "";
	return [...rest, ...named.length ? ["distro:" + named.join(",")] : [], ...on.length ? ["path:" + on.join(",")] : []].join(" ");
}

const nouns = { path: "upgrade path", action: "action", distro: "distribution", vendor: "vendor", tag: "tag", repo: "repository" };

// missing says that a filter has no such value, and which ones it has.
function missing({ key, value, suggest }) {
	return ["There is no " + nouns[key] + " “" + value + "”. ", ...suggest.slice(0, 12).map((s) => ({ text: s, query: (text) => toggled(toggled(text, key, value), key, s) }))];
}

// named is what may be the name of a package, a repository or a vendor: garbage is not.
const named = /^(?=.*[a-z])(?!.*([^\d])\1{3})(?!.*[b-df-hj-np-tv-xz]{6})[a-z\d][a-z\d+._:-]{1,63}$/;

// unknown says that nothing has a name, and what is near or what that means.
function unknown(index, a, near) {
	const well = a.results.filter((r) => r.match <= WORD).map((r) => index.entries[r.entry].sort); // 0 is a package, 1 a page
	if (well.includes(1) && !well.includes(0)) return []; // it asks for the page: vendor, upgrade
	const name = packageOf(index, a.q.words[0].text), who = index.pages.length ? "No event and no inventory names " : "No event names ";
	if (near) return [[who + name + ". Near to it:"]];
	const guide = index.entries.find((e) => e.url.endsWith("/support-a-vendor/"));
	const said = [who + name + ". Check the spelling."];
	if (!named.test(name)) return [said];
	return [said, ["If it is right, and a package: it keeps its name, and dnf upgrades it where the new release has it."],
		["If a repository or vendor: nobody maps it here, and its packages stay as they are. ", guide ? { href: guide.url, text: "How to add a vendor" } : "pes new vendor"]];
}

// show opens a dialog at its heading; the browser keeps the focus in it, closes it on Escape and puts the focus back.
function show({ make, button }, title, ...content) {
	const dialog = make("dialog", { "aria-labelledby": "search-dialog", class: "search-dialog" }, make("h2", { id: "search-dialog", tabindex: -1, autofocus: "" }, title), ...content,
		button("Close", () => dialog.close()));
	dialog.addEventListener("close", () => dialog.remove());
	document.body.append(dialog);
	dialog.showModal();
}

// pasted says of each package of a pasted list what becomes of it; the filters in the field hold here too.
function pasted(box, lines, tools) {
	const { make, plural } = tools, { index } = box, facts = allowed(index, parse(index, box.input.value)), rows = [], rest = new Set(), seen = new Set();
	for (const line of lines.slice(0, 20000)) {
		const { name, entry } = lookup(index, line), told = entry === undefined ? [] : answers(index, entry, facts);
		if (seen.has(name)) continue;
		seen.add(name);
		if (!told.length) rest.add(name);
		else rows.push(make("tr", {}, make("th", { scope: "row" }, make("a", { href: box.address(entry) }, make("bdi", {}, name))),
			make("td", {}, ...told.map(({ path, what, where }) => make("div", {}, (path ? path + ": " : "") + what + (where ? " (" + where + ")" : ""))))));
	}
	const count = plural(seen.size, "package") + ": events tell of " + rows.length + (lines.length > 20000 ? " (the first 20,000 lines)" : "");
	const table = make("table", {}, make("caption", {}, count), make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Package"),
		make("th", { scope: "col" }, "What happens to it"))), make("tbody", {}, ...rows));
	show(tools, "Your list", make("p", {}, "Answered in this page; nothing was sent."), make("div", { role: "region", "aria-label": count, tabindex: 0, class: "search-table" }, table),
		...rest.size ? [make("details", {}, make("summary", {}, plural(rest.size, "package") + " without an event"), make("p", {}, [...rest].join(" ")))] : []);
}

function event(e, id) {
	const to = e.action === "present" ? " stays; Leapp's log writes that as a replacement by itself" : e.out ? " → " + e.out.join(", ") : "";
	return { exact: true, sign: e.action, href: e.page.replace("../../../", ""), name: "event " + id, kind: e.action + " in " + e.release, note: e.in.join(", ") + to };
}

// packages are those that a word fits and that are not in the index, the best first.
async function packages(index, word, load) {
	const name = packageOf(index, word.text), w = { ...parse(index, name).words[0], exact: word.exact };
	const found = await Promise.all(pages(index.pages, name).map((page) => load("all/" + page + "/", (text) => rows(text, page))));
	return found.flat().filter((r) => !index.packages.has(fold(r.name))).map((r) => {
		const text = fold(r.name);
		return { ...r, exact: text === name, match: repair({ texts: [text], letters: [letters(text)] }, { words: [w] }) };
	}).filter((r) => r.match < NONE).sort((a, b) => a.match - b.match || a.name.length - b.name.length);
}

// pages are those that have names which begin with a word: the one where it would stand itself, and the next. They are named after
// the first package of each.
function pages(first, word) {
	const at = Math.max(0, first.findLastIndex((name) => fold(name) <= word));
	return first.slice(at, at + 2).filter((name, i) => !i || fold(name).startsWith(word));
}

const signs = { lt: "<", gt: ">", amp: "&", "#34": '"', "#39": "'" };
const text = (html) => html.replace(/<[^>]*>/g, "").replace(/&(lt|gt|amp|#34|#39);/g, (_, sign) => signs[sign]);

// rows are the packages of such a page: a row of its table each, written by one line of package render.
function rows(html, page) {
	const [head, ...body] = html.split("</table>")[0].split("<tr id="), majors = Array.from(head.matchAll(/<th scope=col>(\d+)/g), (m) => m[1]);
	return body.map((row) => {
		const [id, name, ...cells] = row.split(/<t[hd][^>]*>/).map(text);
		return { name, kind: "", sign: "none", href: "all/" + page + "/#" + encodeURIComponent(id.replace(/^"|"?>$/g, "")), note: note(cells, majors) };
	});
}

// note says the versions by release, each with its release where one is missing or has several words, and the repositories.
function note(cells, majors) {
	const where = cells.pop(), known = cells.every((c) => c && !c.startsWith("not in ")), plain = known && !/[,;]/.test(cells.join(""));
	const said = cells.map((c, i) => c && (plain || /^(not )?in \d+$/.test(c) ? c : majors[i] + ": " + c)).filter(Boolean);
	return (known ? "no change; " : "no event; ") + said.join(plain ? ", " : "; ") + "; " + where;
}

// help shows what a search may hold and, where there may be a keyboard, its keys and whether single ones work.
function help(tools) {
	const { make, store } = tools, touch = matchMedia("(hover: none) and (pointer: coarse)").matches;
	const keys = [["/", "go to the search field"], ["?", "this help"], ["↓ ↑", "choose a result"], ["Enter", "go to the result, or to the package of this name"], ["Esc", "close the list"]];
	const rows = [...touch ? [] : keys, ["gnome shell", "names that hold both words; typos are repaired"], ['"ntp"', "exactly this name"],
		["distro:rocky", "only what concerns Rocky Linux; also path: action: vendor: tag: repo:, with commas for several"],
		["event 6958", "this id, or a line, of Leapp's log"],
		["a list", "paste the output of rpm -qa into the field: it is answered in this browser, nothing is sent"]];
	const box = make("input", { type: "checkbox" });
	box.checked = store() !== "off";
	box.addEventListener("change", () => store(box.checked ? "on" : "off"));
	show(tools, "Search", make("dl", {}, ...rows.flatMap(([key, text]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, text)])),
		...touch ? [] : [make("p", {}, make("label", {}, box, " The keys / and ? work"))]);
}

return { find, help, lookup, pages, pasted, rows, toggled };
})();

if (typeof module !== "undefined") module.exports = globalThis.elsewhere;
