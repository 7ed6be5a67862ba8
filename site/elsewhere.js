// What the index of the search does not hold, out of other files of the site: packages that no event names, in the pages of all
// packages, and events by their ids, in the documents for programs; and the help. search.js loads it when somebody asks for one.
"use strict";

globalThis.elsewhere = (() => {
const { fold, letters, parse, repair, packageOf, NONE } = typeof ranking === "undefined" ? require("./rank.js") : ranking;

// find is {items, hints}: results that stand behind those of the index, or before where exact, and what there is not. load gets a
// file of the site and makes something of it.
async function find(index, ids, a, load) {
	const out = { items: [], hints: [] };
	for (const id of ids) {
		const file = "api/v1/events/" + String(id % 100).padStart(2, "0") + ".json"; // it has those with the same last two digits
		const found = (await load(file, (text) => JSON.parse(text).events).catch(() => [])).filter((e) => e.ids.includes(id));
		out.items.push(...found.map((e) => event(e, id)));
		if (!found.length) out.hints.push("No event here has the id " + id + ": the log may be of other data.");
	}
	if (a.far) out.items.push(...await packages(index, a.q.words[0], load));
	return out;
}

function event(e, id) {
	const to = e.action === "present" ? " stays; Leapp's log writes that as a replacement by itself" : e.out ? " → " + e.out.join(", ") : "";
	return { href: e.page.replace("../../../", ""), name: "event " + id, kind: e.action + " in " + e.release, note: e.in.join(", ") + to };
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
		return { name, kind: "", href: "all/" + page + "/#" + encodeURIComponent(id.replace(/^"|"?>$/g, "")), note: note(cells, majors) };
	});
}

// note says the versions by release, each with its release where one is missing or has several words, and the repositories.
function note(cells, majors) {
	const where = cells.pop(), known = cells.every((c) => c && !c.startsWith("not in ")), plain = known && !/[,;]/.test(cells.join(""));
	const said = cells.map((c, i) => c && (plain || /^(not )?in \d+$/.test(c) ? c : majors[i] + ": " + c)).filter(Boolean);
	return (known ? "no change; " : "no event; ") + said.join(plain ? ", " : "; ") + "; " + where;
}

// help shows what a search may hold, and whether single keys work.
function help(make, show, store) {
	const rows = [["/", "go to the search field"], ["?", "this help"], ["↓ ↑", "choose a result"], ["Enter", "go to the result, or to the package of this name"], ["Esc", "close the list"],
		["gnome shell", "names that hold both words; typos are repaired"], ['"ntp"', "exactly this name"],
		["distro:rocky", "only what concerns Rocky Linux; also path: action: vendor: repo:, with commas for several"],
		["event 6958", "this id, or a line, of Leapp's log"],
		["a list", "paste the output of rpm -qa into the field: it is answered in this browser, nothing is sent"]];
	const box = make("input", { type: "checkbox" });
	box.checked = store() !== "off";
	box.addEventListener("change", () => store(box.checked ? "on" : "off"));
	show("Search", make("dl", {}, ...rows.flatMap(([key, text]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, text)])),
		make("p", {}, make("label", {}, box, " The keys / and ? work")));
}

return { find, help, pages, rows };
})();

if (typeof module !== "undefined") module.exports = globalThis.elsewhere;
