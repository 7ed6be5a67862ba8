// The page simulate/: a list of packages in, the report of pes simulate out. The words are the program's; here they become
// headings, tables and links.
(() => {
const { $, make, plural, start, bytes, pack, unpack, save, copy, fill, say } = tools;
const form = $("tool");
if (!form) return;
const { list, way, source, target, leapp, arch, enabled, remove, install, keep } = form.elements;
const root = new URL(form.dataset.root, location), minors = new Map(form.dataset.minors.split(" ").map((m) => m.split("=").map(Number)));
let pes, ready, chosen = false, awake = false; // chosen: somebody chose the upgrade; awake: somebody uses the page, so it loads what it needs

// kinds are the signs of fates, as style.css has them.
const kinds = { removed: "removed", lost: "removed", missing: "deprecated", replaced: "replaced", new: "new", moved: "moved", stays: "present", upgraded: "moved", orphan: "deprecated", elsewhere: "none", "of-vendor": "none", foreign: "none", unknown: "none", leapp: "none", undecided: "none" };
// unlinked are the fates of packages that may have no page.
const unlinked = ["orphan", "elsewhere", "of-vendor", "upgraded", "foreign", "unknown", "leapp"];

const place = () => {
	const [distro, from, to] = way.value.split(" ");
	return { distro, from: Number(from), to: Number(to), option: way.selectedOptions[0], dir: `data/leapp-${leapp.value}/${distro}/el${to}` };
};

// stale hides a report about something else than the form says by now, and what is done with it.
function stale() {
	if (!$("report").hidden) say($("status"), "");
	for (const id of ["report", "share", "save"]) $(id).hidden = true;
}

// told does something whose errors people are told.
const told = (act) => () => {
	try {
		act();
	} catch (e) {
		say($("status"), e.message, true);
	}
};

// only are the repositories that are said to be enabled.
const only = () => enabled.value.split(/[\s,]+/).filter(Boolean);

// tell shows the command that says the same.
function tell() {
	const words = ["rpm -qa | pes simulate --distro", place().distro, "--source", source.value, "--target", target.value, "--leapp", leapp.value];
	if (arch.value) words.push("--arch", arch.value);
	if (only().length) words.push("--enabled", "'" + only().join(",").replaceAll("'", "'\\''") + "'");
	if (remove.value + install.value + keep.value) words.push("--transaction /etc/leapp/transaction");
	$("same").textContent = [...words, "--installed -"].join(" ");
}

// choose shows what an upgrade has: releases and Leapp versions.
function choose(from, to, version) {
	const p = place(), versions = p.option.dataset.versions.split(" ");
	const releases = (major) => Array.from({ length: minors.get(major) + 1 }, (_, i) => major + "." + i).reverse();
	for (const [select, major, wanted] of [[source, p.from, from], [target, p.to, to]]) {
		const all = releases(major);
		fill(select, all, all.includes(wanted) ? wanted : all[0]);
	}
	fill(leapp, versions, versions.includes(version) ? version : p.option.dataset.version);
	tell();
	stale();
	return awake ? load() : Promise.resolve();
}

// wake begins to load, before the button is reached.
function wake() {
	if (awake) return;
	awake = true;
	load();
}

// load reads the tree of the choice.
function load() {
	const { distro, to, option, dir } = place(), version = leapp.value;
	stale();
	say($("status"), "Loading the files …");
	const now = ready = (async () => {
		const call = await start(new URL(form.dataset.program, location).href);
		pes = (tool, request = {}, files) => JSON.parse(call(tool, JSON.stringify(request), files));
		const sums = await bytes(new URL(`downloads/${version}/${distro}/el${to}/SHA256SUMS`, root));
		const names = pes("reads", new TextDecoder().decode(sums));
		const files = await Promise.all(names.map(async (n) => [n, await bytes(new URL(dir + "/" + n.split("/").map(encodeURIComponent).join("/"), root))]));
		if (option.dataset.stock) {
			try {
				files.push(["stock", await bytes(new URL(option.dataset.stock, root))]);
			} catch {} // the report says less without it
		}
		if (now !== ready) return; // somebody chose another
		const loaded = pes("load", { leapp: version, dir, os: option.dataset.os, signers: JSON.parse(form.dataset.signers), name: `the tree ${dir}/etc/leapp/files` }, [["SHA256SUMS", sums], ...files]);
		data(loaded, dir, `downloads/${version}/${distro}/el${to}/`);
		say($("status"), "");
		return true;
	})();
	now.catch((e) => {
		if (now !== ready) return;
		$("data").hidden = true;
		say($("status"), e.message, true);
	});
	return now;
}

// data shows what the report is computed from.
function data({ files, sum }, dir, page) {
	const rows = files.map((f) => make("tr", {}, make("th", { scope: "row" }, make("a", { href: new URL(dir + "/" + f.path, root) }, f.path)),
		make("td", {}, f.size.toLocaleString("en")), make("td", {}, make("code", {}, f.sum))));
	$("data").replaceChildren(make("summary", {}, `Computed from ${plural(files.length, "published file")} of ${dir}`),
		make("p", {}, "SHA-256 of their list, ", make("a", { href: new URL(page + "SHA256SUMS", root) }, "SHA256SUMS"), ": ", make("code", { class: "digest" }, sum),
			". Each file was held against its digest there."),
		make("div", { class: "wide", role: "region", tabindex: 0, "aria-label": "Files" }, make("table", { class: "files" }, make("caption", {}, "Files"), make("thead", {}, make("tr", {},
			...["File", "Bytes", "SHA-256"].map((h) => make("th", { scope: "col" }, h)))), make("tbody", {}, ...rows))));
	$("data").hidden = false;
}

// link leads to a package, and there to the event that decides, which is told when the pointer rests on it.
const link = (name, event) => make("a", { href: new URL(`p/${encodeURIComponent(name)}/` + (event ? "#e" + event.id : ""), root), title: event && `${event.action} in ${event.release}` + (event.vendor ? " by " + event.vendor : "") },
	make("bdi", {}, name));
// named is a package as it is told of: linked by its name, the stream behind it.
const named = (title, event) => {
	const name = title.split(" (")[0];
	return [link(name, event), title.slice(name.length)];
};
const between = (parts, sep) => parts.flatMap((p, i) => i ? [sep, p].flat() : [p].flat());

// where is the place of an event: a line of a published file.
function where(text) {
	const [, path, line] = text.match(/^(.*):(\d+)$/) || [];
	return path ? make("a", { href: new URL(path, root) }, path.split("/").pop() + ":" + line) : text;
}

function row({ cells, notes = [], package: p }) {
	if (!p) return make("tr", {}, make("th", { scope: "row" }, cells[0]), ...cells.slice(1).filter(Boolean).map((c, i) => make("td", {}, i && /:\d+$/.test(c) ? where(c) : c)));
	const [, ...rest] = cells, at = rest.length > 1 || /:\d+$/.test(rest[0]) ? rest.pop() : "", event = p.event, below = make("div", { class: "notes" }, ...notes.map((n) => make("p", {}, n)));
	if (event) below.dataset.event = event.id;
	return make("tr", {}, make("th", { scope: "row" }, ...unlinked.includes(p.fate) ? [cells[0]] : named(cells[0], event)),
		...rest.map((c, i) => make("td", {}, ...p.instead && i === 0 ? ["→ ", ...between(p.instead.map((n) => link(n, event)), ", ")] : [c], ...i === rest.length - 1 ? [below] : [])),
		make("td", { class: "place" }, ...rest.length ? [] : [below], where(at || "")));
}

// explain shows beside packages what people wrote about the events that decide. The files for Leapp do not hold it: it stands in the document
// about the upgrade path, which names nothing of the list.
async function explain() {
	const places = [...document.querySelectorAll("#report .notes[data-event]")], { from, to } = place();
	if (!places.length) return;
	const events = new Map();
	try {
		const path = JSON.parse(new TextDecoder().decode(await bytes(new URL(`api/v1/paths/${from}-${to}.json`, root))));
		for (const e of path.events) for (const id of e.ids) events.set(id, e);
	} catch {
		return; // the report is whole without it
	}
	for (const p of places) {
		const { why, advice } = events.get(Number(p.dataset.event)) || {};
		if (why) p.append(make("p", {}, make("b", {}, "why "), why));
		if (advice) p.append(make("details", {}, make("summary", {}, "what to do"), make("div", { class: "advice" }, advice)));
	}
}

function section(s) {
	const linked = s.fate && !unlinked.includes(s.fate);
	const parts = [make("h3", { id: s.fate ? "report-" + s.fate : undefined, class: kinds[s.fate], tabindex: -1 }, s.head)];
	if (s.rows) {
		parts.push(make("div", { class: "wide" }, make("table", {}, make("caption", { class: "visually-hidden" }, s.head), make("tbody", {}, s.rows.map(row)))));
	}
	if (s.lists) {
		parts.push(make("ul", {}, s.lists.map(({ lead = "", names, packages = [] }) =>
			make("li", {}, make("strong", {}, lead), between((names || []).map((n, i) => linked && packages[i]?.event ? named(n, packages[i].event) : n), ", ")))));
	}
	parts.push((s.lines || []).map((l) => make("p", {}, l.replace(/ \(--[a-z]+\)/g, "")))); // the page has fields for these
	return make("section", {}, parts);
}

function tally(c) {
	const kind = kinds[c.fate] || "none";
	return make("li", {}, make("b", {}, c.n.toLocaleString("en")), make("i", { class: c.fate ? kind : undefined, "aria-hidden": true }),
		document.getElementById("report-" + c.fate) ? make("a", { href: "#report-" + c.fate }, c.words) : make("span", {}, c.words));
}

// everything is a table of all packages, made when somebody wants it.
function everything() {
	const shown = 1000, all = pes("packages"), body = make("tbody"), more = make("button", { type: "button" }, "Show more");
	const add = () => {
		body.append(...all.splice(0, shown).map((p) => make("tr", {},
			make("th", { scope: "row" }, ...unlinked.includes(p.fate) ? [p.name] : named(p.name, p.event), p.stream ? " (" + p.stream + ")" : ""),
			make("td", {}, p.fate + (p.instead ? " by " + p.instead.join(", ") : "")), make("td", {}, [p.from, p.to].filter(Boolean).join(" → ")),
			make("td", {}, make("ul", { class: "looks" }, ...(p.looks || []).map((l) => make("li", { class: l.verdict },
				`${l.verdict}: ${l.event.action} in ${l.event.release}` + (l.event.vendor ? " by " + l.event.vendor : "") + (l.missing ? "; not there: " + l.missing.join(", ") : "") + " ",
				make("span", { class: "place" }, where(l.event.file + ":" + l.event.line)))))))));
		more.hidden = !all.length;
	};
	more.addEventListener("click", add);
	add();
	return [make("div", { class: "wide", role: "region", tabindex: 0, "aria-label": "All packages" }, make("table", {}, make("caption", {}, "All packages, and every event that names them"),
		make("thead", {}, make("tr", {}, ...["Package", "What becomes of it", "Repository", "Events"].map((h) => make("th", { scope: "col" }, h)))), body)), more];
}

function show(answer) {
	const head = make("h2", { tabindex: -1 }, "What the upgrade does"), counts = make("ul", { class: "tally" });
	const [first, ...others] = answer.report, sections = others.map(section), all = make("details", { class: "all" }, make("summary", {}, "All packages, and every event that was looked at"));
	const verdict = make("div", { class: answer.ok ? "verdict" : "verdict no" }, make("p", {}, first.head), ...first.rows ? [make("table", {}, make("tbody", {}, first.rows.map(row)))] : [],
		...(first.lines || []).map((l) => make("p", { class: "hint" }, l)));
	all.addEventListener("toggle", told(() => { if (all.children.length === 1) all.append(...everything()); }));
	$("report").replaceChildren(make("div", { class: "report" }, head, make("p", { class: "hint" }, answer.title), verdict, counts, ...sections, all));
	counts.append(...answer.tally.map(tally));
	for (const id of ["report", "share", "save"]) $(id).hidden = false;
	head.focus();
	explain();
}

async function run() {
	if (!list.value.trim()) {
		say($("status"), "Paste a list of packages first.", true);
		return list.focus();
	}
	wake();
	try {
		if (!await ready) return;
	} catch {
		if (!await load().catch(() => false)) return;
	}
	const begin = performance.now();
	try {
		const answer = pes("run", { list: list.value, source: source.value, target: target.value, arch: arch.value, enabled: only().length ? only() : null, remove: remove.value, install: install.value, keep: keep.value });
		performance.measure("computed", { start: begin });
		show(answer);
		say($("status"), [doubt(), "Computed in this browser; nothing was sent."].filter(Boolean).join(" "));
	} catch (e) {
		stale();
		say($("status"), e.message, true);
	}
	performance.measure("simulate", { start: begin });
}

// built is the release that most packages of the list were built for, as their file names say it: el8, fc40.
function built() {
	const counts = {};
	for (const [, sign] of list.value.slice(0, 200000).matchAll(/\.((?:el|fc)\d+)/g)) counts[sign] = (counts[sign] || 0) + 1;
	return Object.keys(counts).sort((a, b) => counts[b] - counts[a])[0];
}

// doubt is what to say when the list seems to be of another release than the one the upgrade leaves.
function doubt() {
	const sign = built(), left = `EL ${place().from}`;
	if (!sign) return chosen ? "" : `Nothing in the list says its release: ${left} was taken.`;
	return sign === "el" + place().from ? "" : `Most of these packages are built for ${sign.replace("el", "EL ").replace("fc", "Fedora ")}, not for ${left}.`;
}

// guess finds the upgrade that a list is meant for, as long as nobody chose one: from the release that its packages were built
// for, to the distribution whose package NAME-release is there. Those who come from CentOS may go anywhere.
function guess() {
	if (chosen) return;
	const sign = built(), folders = new Set([...list.value.matchAll(/(?<![\w.+-])([a-z]+)-release(?![\w+])/g)].map((m) => m[1]));
	folders.delete("centos");
	const parts = (o) => o.value.split(" "), from = (o) => "el" + parts(o)[1] === sign, of = (o) => folders.has(parts(o)[0]);
	const options = [...way.options].filter((o) => !sign || from(o)), now = way.selectedOptions[0];
	const option = options.find(of) || (sign && !from(now) ? options[0] : now);
	if (!option || option === now || of(now) && options.includes(now)) return;
	way.value = option.value;
	choose();
}

// begin takes what another page, or whoever gave the link, wants simulated.
async function begin() {
	const asked = new URLSearchParams(location.hash.slice(1));
	let text = asked.get("list") || "", damaged = false;
	try {
		if (asked.get("z")) text = await unpack(asked.get("z"));
		text ||= sessionStorage.getItem("simulate") || "";
		sessionStorage.removeItem("simulate");
	} catch {
		damaged = true;
	}
	if ([...way.options].some((o) => o.value === asked.get("way"))) {
		way.value = asked.get("way");
		chosen = true;
	}
	arch.value = asked.get("arch") || "";
	for (const e of [enabled, remove, install, keep]) e.value = asked.get(e.name) || "";
	awake ||= Boolean(text);
	const there = choose(asked.get("from"), asked.get("to"), asked.get("leapp"));
	if (damaged) there.then(() => say($("status"), "The list in the address is damaged.", true), () => {});
	if (!text) return;
	list.value = text;
	guess();
	run();
}

for (const event of ["focusin", "pointerdown", "dragenter"]) form.addEventListener(event, wake);
form.addEventListener("submit", (e) => { e.preventDefault(); run(); });
way.addEventListener("change", () => { chosen = true; choose(); });
leapp.addEventListener("change", load);
for (const event of ["input", "change"]) form.addEventListener(event, () => { tell(); stale(); });
list.addEventListener("paste", () => setTimeout(guess));
const open = async (file) => { if (file) { list.value = await file.text(); stale(); guess(); list.focus(); } };
$("file").addEventListener("change", (e) => open(e.target.files[0]));
list.addEventListener("dragover", (e) => { e.preventDefault(); list.classList.add("over"); });
list.addEventListener("dragleave", () => list.classList.remove("over"));
list.addEventListener("drop", (e) => {
	list.classList.remove("over");
	if (!e.dataTransfer.files.length) return;
	e.preventDefault();
	open(e.dataTransfer.files[0]);
});
$("share").addEventListener("click", async () => {
	const p = new URLSearchParams({ way: way.value, from: source.value, to: target.value, leapp: leapp.value });
	for (const e of [arch, enabled, remove, install, keep]) if (e.value) p.set(e.name, e.value);
	p.set("z", await pack(list.value));
	history.replaceState(null, "", "#" + p);
	say($("status"), "The link is in the address bar. It holds the list: whoever has it can read that.");
	if (await copy(location.href)) say($("status"), "The link was copied. It holds the list: whoever has it can read that.");
});
$("save").addEventListener("click", told(() => save("simulate.txt", pes("text", true), "text/plain")));
addEventListener("hashchange", () => { if (/^#.*(z|list)=/.test(location.hash)) begin(); });
begin();
})();
