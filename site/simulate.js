// The page simulate/: a list of packages in, a plan and the report of pes simulate out. report.js and plan.js show them.
(() => {
const { $, make, plural, start, expanded, pack, unpack, save, copy, fill, say } = tools;
const form = $("tool");
if (!form) return;
const { list, way, source, target, leapp, arch, enabled, remove, install, keep } = form.elements;
const fields = [way, source, target, leapp, arch, enabled, remove, install, keep];
const root = new URL(form.dataset.root, location);
const stands = JSON.parse(form.dataset.stands); // what to say of versions that another one decides for
let pes, ready, chosen = false, wanted = false, pressed = 0; // chosen: somebody chose the upgrade; wanted: and will want its data; pressed: how often an answer was asked for
report.below(root);

// upgrade is the choice that leads from a major release to the next, for the distribution that is chosen.
const upgrade = (major) => [...way.options].find((o) => o.value === `${place().distro} ${major} ${major + 1}`);

// hops are the upgrades of the choice, one after the other, and where their data are.
function hops() {
	const { distro, from, to } = place(), out = [];
	for (let major = from; major < to; major++) {
		const option = upgrade(major);
		const version = way.selectedOptions[0] === option ? leapp.value : option.dataset.version;
		out.push({ from: major, to: major + 1, os: option.dataset.os, version, dir: `data/leapp-${version}/${distro}/el${major + 1}`, page: `downloads/${version}/${distro}/el${major + 1}/` });
	}
	return out;
}

// packed is the file with all that a choice needs.
function packed() {
	const { distro, from, to } = place();
	return `simulate/${to - from > 1 ? distro + "-" + from : leapp.value + "-" + distro}-${to}.bin`;
}

const place = () => {
	const [distro, from, to] = way.value.split(" ");
	return { distro, from: Number(from), to: Number(to), option: way.selectedOptions[0] };
};

// stale hides a report about something else than the form says by now, and what is done with it.
function stale() {
	if (!$("report").hidden) say($("status"), "");
	for (const e of [$("report"), ...document.querySelectorAll(".answered")]) e.hidden = true;
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
	const words = ["rpm -qa | pes simulate --distro", place().distro, "--source", source.value, "--target", target.value];
	if (hops().length === 1) words.push("--leapp", leapp.value);
	if (arch.value) words.push("--arch", arch.value);
	if (only().length) words.push("--enabled", "'" + only().join(",").replaceAll("'", "'\\''") + "'");
	if (remove.value + install.value + keep.value) words.push("--transaction /etc/leapp/transaction");
	$("same").textContent = [...words, "--installed -"].join(" ");
	$("stands").textContent = [...new Set(hops().map((h) => stands[h.version] || ""))].join(" ").trim();
	$("stands").hidden = !$("stands").textContent;
}

// choose shows what an upgrade has: releases and Leapp versions. Each of several upgrades has its usual version.
function choose(from, to, version) {
	const p = place(), versions = p.option.dataset.versions?.split(" ");
	const first = upgrade(p.from).dataset, last = upgrade(p.to - 1).dataset;
	for (const [select, major, wanted, usual, minor] of [[source, p.from, from, first.source, first.last.split(" ")[0]], [target, p.to, to, last.newest, last.last.split(" ")[1]]]) {
		const rolls = minor === "-"; // it has no minor releases, and stands for the newest
		const all = rolls ? [usual] : Array.from({ length: +minor + 1 }, (_, i) => major + "." + i).reverse();
		fill(select, all, all.includes(wanted) ? wanted : usual);
		if (rolls) select.options[0].textContent = major;
	}
	if (versions) fill(leapp, versions, versions.includes(version) ? version : p.option.dataset.version);
	else {
		const each = hops().map((h) => h.version).join(", then ");
		fill(leapp, [each], each);
	}
	leapp.disabled = !versions;
	tell();
	stale();
	return load();
}

// coming are the parts that are being loaded: how many bytes have come, and of how many. A compressed one may not say that.
const coming = new Map();
let drawn = 0;
const arrives = (part, file) => (n, all) => {
	if (!coming.has(part)) coming.set(part, new Map());
	coming.get(part).set(file, [n, all]);
	if (!drawn) drawn = setTimeout(draw, 150);
};

// draw shows what the page waits for. It is only read out when somebody waits for an answer, and seldom.
let said = 0;
function draw() {
	drawn = 0;
	const kb = (n) => Math.ceil(n / 1024).toLocaleString("en");
	let n = 0, all = 0, unsure = !coming.size;
	const parts = [...coming].map(([part, files]) => {
		const [have, of] = [...files.values()].reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
		n += have;
		all += Math.max(have, of);
		unsure ||= have > of;
		return have < of ? `${part} (${kb(have)} of ${kb(of)} KB)` : have > of ? `${part} (${kb(have)} KB so far)` : `${part} (${kb(have)} KB, here)`;
	});
	$("bar").max = all || 1;
	$("bar").value = n;
	$("parts").textContent = n < all || unsure ? "Loading " + (parts.join(" and ") || "…") : "Starting the program …";
	if (pressed && !answered() && performance.now() - said > 10000) {
		said = performance.now();
		say($("status"), `Your question is remembered. It is answered as soon as all is loaded: ${Math.floor(100 * n / (all || 1))} % are here.`);
	}
}

const known = new Map(); // what the program said of the trees that it has, by folder
const got = new Map(); // the files that were asked for, by address, so that none is loaded twice

// load brings the program what the choice needs: itself at once, the data when it is known which.
function load() {
	const all = hops(), file = packed(), missing = wanted && !all.every((h) => known.has(h.dir));
	stale();
	$("loading").hidden = false;
	const now = ready = (async () => {
		if (missing && !got.has(file)) got.set(file, expanded(new URL(file, root), arrives("the data", file)));
		const [data, call] = await Promise.all([missing && got.get(file), start(new URL(form.dataset.program, location).href, arrives("the program", ""))]);
		pes = (tool, request = {}, files = []) => JSON.parse(call(tool, JSON.stringify(request), files));
		if (missing && now === ready) {
			$("parts").textContent = "Starting the program …";
			await new Promise((done) => setTimeout(done)); // so that this is seen
			const signers = JSON.parse(form.dataset.signers), trees = all.map((h) => ({ leapp: h.version, dir: h.dir, os: h.os, signers, name: `the tree ${h.dir}/etc/leapp/files` }));
			pes("load", trees, [["pack", data]]).forEach((tree, i) => known.set(all[i].dir, tree));
			got.delete(file);
		}
		if (now === ready && wanted) sources(all);
	})();
	now.then(() => { if (now === ready) $("loading").hidden = true; }, (e) => {
		got.delete(file); // it may be tried again
		if (now !== ready) return;
		$("data").hidden = $("loading").hidden = true;
		say($("status"), e.message, true);
	});
	return now;
}

// want begins to load the data: there is a list now, or somebody chose an upgrade.
function want() {
	if (wanted) return;
	wanted = true;
	load();
}

// sources shows what the report is computed from.
function sources(all) {
	const table = ({ dir, page }) => {
		const { files, sum } = known.get(dir);
		return [make("p", {}, `${plural(files.length, "published file")} of ${dir}; SHA-256 of their list, `, make("a", { href: new URL(page + "SHA256SUMS", root) }, "SHA256SUMS"), ": ", make("code", { class: "digest" }, sum),
			". Each file was held against its digest there."),
		make("div", { class: "wide", role: "region", tabindex: 0, "aria-label": "Files of " + dir }, make("table", { class: "files" }, make("caption", {}, "Files"), make("thead", {}, make("tr", {},
			["File", "Bytes", "SHA-256"].map((h) => make("th", { scope: "col" }, h)))), make("tbody", {}, files.map((f) => make("tr", {}, make("th", { scope: "row" }, make("a", { href: new URL(dir + "/" + f.path, root) }, f.path)),
			make("td", {}, f.size.toLocaleString("en")), make("td", {}, make("code", {}, f.sum)))))))];
	};
	$("data").replaceChildren(make("summary", {}, "Computed from published files: " + all.map((h) => h.dir).join(", ")), ...all.flatMap(table));
	$("data").hidden = false;
}

const answered = () => !$("report").hidden;

function show(answer) {
	const end = answer.end, all = answer.hops.map((h, i) => [end ? report.summary(h, i, true) : [], report.details(h, i, Boolean(end), () => pes("packages", i))]), head = make("h2", { tabindex: -1 }, "What the upgrade does");
	$("report").replaceChildren(make("div", { class: "report" }, head, report.summary(end || answer.hops[0], end ? "end" : 0)), plan.show(answer.plan, answer.events, answer.key),
		make("div", { class: "report" }, make("h2", { id: "details" }, "Report"), end ? [make("h3", {}, "What is left in the end"), report.details(end, "end", true)] : [], all));
	for (const e of [$("report"), ...document.querySelectorAll(".answered")]) e.hidden = false;
	return head;
}

// run answers. Until everything is there, the question is remembered.
async function run(back) {
	if (!list.value.trim()) {
		say($("status"), "Paste a list of packages first.", true);
		return list.focus();
	}
	want();
	const mine = ++pressed;
	if (!$("loading").hidden) {
		said = performance.now();
		say($("status"), "Your question is remembered. It is answered as soon as all is loaded.");
	}
	for (let now, tried = false; now !== ready;) {
		now = ready;
		try {
			await now;
		} catch {
			if (tried || now !== ready) return;
			tried = true;
			load();
		}
	}
	if (mine !== pressed) return; // it was asked for again
	pressed = 0;
	const begin = performance.now();
	try {
		const answer = pes("run", { list: list.value, dirs: hops().map((h) => h.dir), source: source.value, target: target.value, arch: arch.value, enabled: only().length ? only() : null, remove: remove.value, install: install.value, keep: keep.value });
		performance.measure("computed", { start: begin });
		const head = show(answer);
		say($("status"), [doubt(), "Computed in this browser; nothing was sent."].filter(Boolean).join(" "));
		remember();
		if (back) returned(back);
		else head.focus();
	} catch (e) {
		stale();
		say($("status"), e.message, true);
	}
	performance.measure("simulate", { start: begin });
}

// What was answered is kept for the tab alone, for whoever comes back from a package.
function remember() {
	try {
		sessionStorage.setItem("simulated", JSON.stringify({ list: list.value, fields: fields.map((f) => f.value) }));
		history.replaceState({ simulated: true }, "");
	} catch {} // a list may be too long for that
}

// leaves remembers where on the page somebody was.
function leaves() {
	try {
		if (answered()) sessionStorage.setItem("simulated-at", JSON.stringify({ y: scrollY, link: document.activeElement.href || "" }));
	} catch {}
}

// returned goes where somebody was.
function returned({ y, link }) {
	[...document.querySelectorAll("#report a")].find((a) => a.href === link)?.focus({ preventScroll: true });
	scrollTo({ top: y, behavior: "instant" });
}

// again shows the report that somebody comes back to.
function again() {
	if (!history.state?.simulated) return false;
	try {
		const kept = JSON.parse(sessionStorage.getItem("simulated")), at = JSON.parse(sessionStorage.getItem("simulated-at"));
		const [chosenWay, from, to, version, ...others] = kept.fields;
		if (![...way.options].some((o) => o.value === chosenWay)) return false;
		way.value = chosenWay;
		chosen = wanted = true;
		[arch, enabled, remove, install, keep].forEach((f, i) => { f.value = others[i]; });
		list.value = kept.list;
		choose(from, to, version);
		history.scrollRestoration = "manual";
		run(at || { y: 0, link: "" });
		return true;
	} catch {
		return false;
	}
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
function guess(load = true) {
	if (chosen) return;
	const sign = built(), folders = new Set([...list.value.matchAll(/(?<![\w.+-])([a-z]+)-release(?![\w+])/g)].map((m) => m[1]));
	folders.delete("centos");
	const parts = (o) => o.value.split(" "), from = (o) => "el" + parts(o)[1] === sign, of = (o) => folders.has(parts(o)[0]);
	const options = [...way.options].filter((o) => !sign || from(o)), now = way.selectedOptions[0];
	const option = options.find(of) || (sign && !from(now) ? options[0] : now);
	if (!option || option === now || of(now) && options.includes(now)) return;
	way.value = option.value;
	if (load) choose();
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
	if (text) list.value = text;
	wanted ||= chosen || Boolean(list.value.trim());
	guess(false);
	const there = choose(asked.get("from"), asked.get("to"), asked.get("leapp"));
	if (damaged) there.then(() => say($("status"), "The list in the address is damaged.", true), () => {});
	if (text) run();
}

// archives are how files begin that hold the list somewhere inside.
const archives = [[0xfd, 0x37, 0x7a], [0x1f, 0x8b], [0x42, 0x5a, 0x68], [0x50, 0x4b, 3], [0x28, 0xb5, 0x2f]];

// open reads a file that was chosen or dropped.
async function open(file) {
	if (!file) return;
	const start = new Uint8Array(await file.slice(0, 512).arrayBuffer());
	if (archives.some((a) => a.every((b, i) => start[i] === b)) || String.fromCharCode(...start.subarray(257, 262)) === "ustar") {
		return say($("status"), `${file.name} is an archive. Unpack it and open the list inside: installed-rpms of a sosreport.`, true);
	}
	if (file.size > 32 << 20) return say($("status"), `${file.name} has more than 32 MB: no list of packages is that long.`, true);
	list.value = await file.text();
	stale();
	guess();
	want();
	list.focus();
}

form.addEventListener("submit", (e) => { e.preventDefault(); run(); });
way.addEventListener("change", () => { chosen = wanted = true; choose(); });
leapp.addEventListener("change", load);
for (const event of ["input", "change"]) form.addEventListener(event, () => { tell(); stale(); });
list.addEventListener("input", () => setTimeout(() => { guess(); if (list.value.trim()) want(); }));
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
	history.replaceState(history.state, "", "#" + p);
	say($("status"), "The link is in the address bar. It holds the list: whoever has it can read that.");
	if (await copy(location.href)) say($("status"), "The link was copied. It holds the list: whoever has it can read that.");
});
$("csv").addEventListener("click", told(() => save("simulate.csv", pes("csv"), "text/csv")));
$("print").addEventListener("click", () => {
	document.body.classList.add("only-plan");
	print();
});
addEventListener("afterprint", () => document.body.classList.remove("only-plan"));
$("save").addEventListener("click", told(() => save("simulate.txt", pes("text", true), "text/plain")));
addEventListener("hashchange", () => {
	if (/^#.*(z|list)=/.test(location.hash)) begin();
	else if (answered()) remember(); // a heading of the report is a place to come back to, too
});
addEventListener("pagehide", leaves);
again() || begin();
})();
