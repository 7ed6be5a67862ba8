// The page compose/: forms become TOML, which is checked with the rules of pes check. The TOML may be changed by hand, too.
(() => {
const { $, make, plural, start, bytes, copy, say } = tools;
const page = $("composer");
if (!page) return;
const root = new URL(page.dataset.root, location), toml = $("toml");
let pes, loading, file = "";

// load starts the program with the sources, when somebody begins to write.
function load() {
	loading ||= (async () => {
		say($("status"), "Loading the sources …");
		const [call, sources] = await Promise.all([start(new URL(page.dataset.program, location).href), bytes(new URL(page.dataset.sources, location).href)]);
		const words = call("load", "", [["sources", sources]]);
		for (const [id, values] of [["roles", words.roles], ["files", words.files]]) $(id).replaceChildren(...values.map((v) => make("option", { value: v })));
		pes = call;
		say($("status"), "");
	})();
	loading.catch((e) => { loading = undefined; say($("status"), e.message, true); });
	return loading;
}

const kind = () => document.querySelector("input[name=kind]:checked").value;

// shape shows the fields that the choice has.
function shape() {
	for (const k of ["event", "vendor"]) $(k).hidden = k !== kind();
	const { meaning, out, needs } = $("action").selectedOptions[0].dataset;
	$("meaning").textContent = meaning;
	for (const e of document.querySelectorAll("[data-outs]")) e.hidden = out === undefined;
	$("out").required = needs !== undefined;
}

// given fills in what the address of the page says: a link from an event of upstream names its packages.
function given() {
	const fields = new URLSearchParams(location.search);
	for (const id of ["in", "from", "to"]) if (fields.has(id)) $(id).value = fields.get(id);
}

// busy tells that something takes a moment, before it takes it.
async function busy(words) {
	say($("status"), words);
	await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
}

async function write(form) {
	try {
		await load();
		await busy("Checking …");
		const begin = performance.now();
		const fields = new FormData(form);
		if ($("out").closest("[hidden]")) for (const name of ["out", "out_repo"]) fields.delete(name);
		right();
		const made = pes(kind(), new URLSearchParams(fields));
		if (made.field) {
			$("made").hidden = true;
			say($("status"), "Nothing was written: see the field that is marked.", true);
			return wrong(form, [made]);
		}
		const found = ask(made.file, made.toml);
		file = made.file;
		toml.value = made.toml;
		toml.rows = Math.min(24, made.toml.split("\n").length + 1);
		show(found, form);
		if (!form.querySelector("[aria-invalid]")) $("source-head").focus();
		performance.measure("checked", { start: begin });
	} catch (e) {
		$("made").hidden = true;
		say($("status"), e.message, true);
	}
}

const ask = (file, toml) => pes("check", new URLSearchParams({ file, toml, date: page.dataset.date }));

// check says what comes of the TOML as it stands. What somebody wrote stays there, whatever comes of it.
function check() {
	try {
		right(); // the fields are not what is checked now
		if (!toml.value.replace(/^\s*#.*$/gm, "").trim()) throw new Error("There is nothing to check.");
		show(ask(file, toml.value));
	} catch (e) {
		$("found").replaceChildren();
		$("editor").hidden = true;
		say($("status"), e.message, true);
	}
}

// right takes the mistakes off the fields.
function right() {
	for (const e of page.querySelectorAll(".field-wrong")) e.remove();
	for (const e of page.querySelectorAll("[aria-invalid]")) {
		e.removeAttribute("aria-invalid");
		e.setAttribute("aria-describedby", e.getAttribute("aria-describedby").replace(/ ?\S+-wrong-\d+/g, ""));
		if (!e.getAttribute("aria-describedby")) e.removeAttribute("aria-describedby");
	}
}

// keys are the fields whose names differ from the keys that are written for them.
const keys = { distros: "only", "repository.source": "repo_source", "repository.target": "repo_target", "repository.arches": "repo_arches", "repository.repo": "repo_baseurl", "repository.repo.name": "repo_title", "repository.repo.baseurl": "repo_baseurl", "repository.repo.key": "repo_key", "repository.": "repo_name" };

// placed adds to a problem the field that its place in the source was written from, and which of several of that name.
function placed(p, text) {
	if (p.field || !p.line) return p;
	let table = "", key = "", row = -1;
	for (const line of text.split("\n").slice(0, p.line)) {
		const head = line.match(/^\[+([\w.-]+)/), name = line.match(/^\s*([\w-]+)\s*=/);
		if (head) [table, key, row] = [head[1], "", row + 1];
		else if (name) key = name[1];
	}
	const line = text.split("\n")[p.line - 1], inner = line.match(/=\s*\{/) ? [...line.slice(0, p.column + 20).matchAll(/([\w-]+)\s*=\s*"/g)].filter((m) => m.index < p.column).pop()?.[1] : "";
	const of = table.startsWith("repository") ? "repository." : "", full = of + key + (inner ? "." + inner : "");
	return { ...p, row: Math.max(row, 0), field: keys[full] || keys[of + key] || (of || key ? key : "action") };
}

// wrong shows mistakes at the fields that they are about, and goes to the first of these. It returns those of no field.
function wrong(form, problems) {
	const rest = problems.map((p) => placed(p, toml.value)).filter((p, i) => {
		const all = [...form.querySelectorAll(`[name="${p.field || "-"}"]`)], boxes = all[0]?.type === "checkbox", field = boxes ? all[0] : all[p.row || 0];
		if (!field || field.closest("[hidden]")) return true;
		const id = `${field.name}-wrong-${i}`, text = p.message[0].toUpperCase() + p.message.slice(1) + ".";
		const note = make("p", { class: p.severity === "warning" ? "field-wrong hint" : "field-wrong wrong", id }, p.severity === "warning" ? "Warning: " : "Error: ", text, p.suggestion ? [" Did you mean ", make("code", {}, p.suggestion), "?"] : [], (p.notes || []).map((n) => make("span", { class: "hint" }, " " + n + ".")), p.rule ? [" ", make("a", { href: new URL("rules/#" + p.rule, root) }, p.rule)] : []);
		(boxes ? field.closest("fieldset") : field.closest(".field")).append(note);
		if (p.severity !== "warning") field.setAttribute("aria-invalid", "true");
		field.setAttribute("aria-describedby", [field.getAttribute("aria-describedby"), id].filter(Boolean).join(" "));
		const folded = field.closest("details");
		if (folded) folded.open = true;
		return false;
	});
	form.querySelector("[aria-invalid]")?.focus();
	return rest;
}

// show tells what was found. What is wrong with a form that it was made of stands at the fields.
function show(found, form) {
	$("made").hidden = false;
	$("where").replaceChildren(found.isNew ? "A new file: " : "At the end of ", make("code", {}, file));
	$("found").replaceChildren(...problems(found, form ? wrong(form, found.problems) : found.problems), ...events(found), ...files(found));
	const errors = found.problems.filter((p) => p.severity === "error").length;
	say($("status"), errors ? plural(errors, "error") + ". Nothing would be published like this." : found.problems.length ? "It can be published; see what is said of it." : "Nothing is wrong with it.");
	editor(found);
}

// problems are whether it can be published, and what is wrong, apart from what stands at fields.
function problems(found, all) {
	if (!found.problems.length) return [make("p", { class: "verdict" }, "Nothing is wrong with it.")];
	const item = (p) => {
		const li = make("li", {}, make("strong", { class: p.severity }, p.severity), " ");
		if (p.line) li.append(toLine(p.line), " ");
		li.append(p.message + (p.place ? ` (${p.place})` : "") + ". ", make("a", { href: new URL("rules/#" + p.rule, root) }, p.rule));
		if (p.suggestion) li.append(make("div", {}, "Did you mean ", make("code", {}, p.suggestion), "?"));
		for (const n of p.notes) li.append(make("div", { class: "hint" }, n));
		return li;
	};
	const errors = found.problems.some((p) => p.severity === "error");
	return [make("p", { class: errors ? "verdict no" : "verdict" }, (errors ? "Nothing would be published like this" : "It can be published") + (all.length < found.problems.length ? ": see the fields that are marked." : ".")),
		all.length ? make("ul", {}, ...all.map(item)) : []].flat();
}

// toLine goes to a line of the source.
function toLine(line) {
	const b = make("button", { type: "button", class: "search-chip" }, "line " + line);
	b.addEventListener("click", () => {
		const lines = toml.value.split("\n"), at = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
		toml.focus();
		toml.setSelectionRange(at, at + (lines[line - 1] || "").length);
	});
	return b;
}

function events(found) {
	if (!found.events.length) return [];
	const all = new Map(); // by what they say: distributions differ in repositories
	for (const e of found.events) {
		const title = `${e.title} in ${e.release}`;
		all.set(title, [...all.get(title) || [], e]);
	}
	return [make("h3", {}, "What Leapp will do"), make("p", { class: "hint" }, "On a machine that has what the event takes."), ...[...all].map(([title, same]) => make("article", { class: "event" },
		make("h4", {}, title), make("dl", {}, ...same.flatMap((e) => [make("dt", {}, e.distros.join(", ")), make("dd", {}, e.leapp, make("details", {}, make("summary", {}, "As it is published"), make("pre", {}, make("code", {}, pretty(e.json)))))]))))];
}

// pretty breaks JSON into lines. The id is longer than numbers are here: it is kept as it was written.
function pretty(json) {
	return JSON.stringify(JSON.parse(json.replace(/("(?:set_)?id"):(\d+)/g, '$1:"#$2"')), null, 2).replace(/"#(\d+)"/g, "$1");
}

function files(found) {
	if (!found.files.length) return [];
	return [make("h3", {}, "What is published"), make("p", { class: "hint" }, `For ${found.tree}. Other trees have files like these.`), ...found.files.map((f) => make("details", {}, make("summary", {}, make("code", {}, f.name)), make("pre", {}, make("code", {}, f.text))))];
}

// editor links to the forge: to a new file with the text in it, or to the file whose end it belongs to.
function editor(found) {
	const base = page.dataset.edit, a = $("editor");
	if (!base) return;
	a.hidden = false;
	if (found.isNew) {
		const url = new URL(base.replace(/edit(\/[^/]+\/)$/, "new$1"));
		for (const [key, value] of [["filename", file], ["file_name", file], ["value", found.text]]) url.searchParams.set(key, value);
		a.href = url;
	} else {
		a.href = base + file.split("/").map(encodeURIComponent).join("/");
	}
}

for (const id of ["event", "vendor"]) $(id).addEventListener("submit", (e) => { e.preventDefault(); write(e.target); });
page.addEventListener("focusin", load, { once: true });
page.addEventListener("change", shape);
toml.addEventListener("change", () => busy("Checking …").then(check));
$("again").addEventListener("click", () => busy("Checking …").then(check));
$("copy").addEventListener("click", async () => say($("status"), await copy(toml.value) ? "Copied." : "This browser does not let pages copy: select the text."));
$("editor").addEventListener("click", () => copy(toml.value));
$("another").addEventListener("click", () => {
	const next = $("repositories").firstElementChild.cloneNode(true);
	for (const e of next.querySelectorAll("input")) e.value = "";
	$("repositories").append(next);
	next.querySelector("input").focus();
});
given();
shape();
})();
