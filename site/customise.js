// The part of downloads/ that makes files of one's own choice, as pes build would.
(() => {
const { $, make, plural, start, bytes, save, fill, say } = tools;
const form = $("tool");
if (!form) return;
const { way, leapp } = form.elements, root = new URL(form.dataset.root, location);
let loading, made = [], name = "";

const load = () => {
	loading ||= (async () => {
		say($("status"), "Loading what makes the files …");
		const [pes, sources] = await Promise.all([start(new URL(form.dataset.program, location).href), bytes(new URL(form.dataset.sources, location).href)]);
		pes("load", "", [["sources", sources]]);
		return pes;
	})();
	loading.catch(() => { loading = undefined; });
	return loading;
};

// choose shows what an upgrade can be chosen from.
function choose() {
	const { versions, version, arches } = way.selectedOptions[0].dataset, all = versions.split(" ");
	fill(leapp, all, all.includes(leapp.value) ? leapp.value : version);
	const off = new Set([...form.querySelectorAll("input[name=arch]:not(:checked)")].map((e) => e.value));
	$("arches").replaceChildren($("arches").firstElementChild, ...arches.split(" ").map((a) => {
		const box = make("input", { type: "checkbox", name: "arch", value: a });
		box.checked = !off.has(a);
		return make("label", { class: "check" }, box, " " + a);
	}));
}

// choice is what is asked for. Where everything of a kind is chosen, nothing is said of it.
function choice() {
	const [distro, target] = way.value.split(" "), out = new URLSearchParams({ distro, target, leapp: leapp.value });
	for (const kind of ["arch", "vendor", "tag"]) {
		const boxes = [...form.querySelectorAll(`input[name=${kind}]`)], on = boxes.filter((b) => b.checked).map((b) => b.value);
		if (on.length === (kind === "tag" ? 0 : boxes.length)) continue;
		for (const value of on.length ? on : [""]) out.append(kind, value);
	}
	return out;
}

// tell shows the command that makes the same.
function tell() {
	const c = choice(), words = ["pes build --only data --distro", c.get("distro"), "--leapp", c.get("leapp")];
	for (const kind of ["arch", "vendor", "tag"]) if (c.has(kind)) words.push("--" + kind, c.getAll(kind).join(",") || '""');
	$("command").textContent = words.join(" ");
	warn(c);
}

// warn says what a choice leaves out.
function warn(c) {
	const tags = c.getAll("tag"), kept = new Set(c.getAll("vendor")), out = [];
	const dropped = c.has("vendor") ? [...form.querySelectorAll("input[name=vendor]")].map((b) => b.value).filter((v) => !kept.has(v)) : [];
	if (tags.length) out.push(["Not enough for an upgrade. ", "These files have only the events tagged " + tags.join(" or ") + ". Leapp does not know what happens to any other package: it removes, replaces and moves nothing else. Use them for a test, or to add to other data."]);
	if (dropped.length) out.push(["Without " + (dropped.length > 4 ? plural(dropped.length, "vendor") : dropped.join(", ")) + ": ", (dropped.length > 1 ? "their packages stay as they are, and their" : "its packages stay as they are, and its") + " repositories are not used in the upgrade. Leave out only vendors that the machines do not have."]);
	if (c.has("arch")) out.push(["For " + c.getAll("arch").join(" and ") + " alone: ", "machines with another architecture cannot be upgraded with these files."]);
	$("partial").replaceChildren(...out.map(([head, text]) => make("p", {}, make("b", {}, head), text)));
	$("partial").classList.toggle("note", out.length > 0);
}

const hex = (data) => crypto.subtle ? crypto.subtle.digest("SHA-256", data).then((d) => [...new Uint8Array(d)].map((b) => b.toString(16).padStart(2, "0")).join("")) : "";

async function run() {
	try {
		const pes = await load(), asked = choice();
		asked.set("date", form.dataset.date);
		made = pes("files", asked);
		name = ["leapp", leapp.value, ...way.value.split(" ")].join("-");
	} catch (e) {
		$("files").hidden = $("save").hidden = true;
		return say($("status"), e.message, true);
	}
	const files = made.filter(([path]) => !path.endsWith("/"));
	const rows = await Promise.all(files.map(async ([path, data]) => {
		const b = make("button", { type: "button", class: "search-chip" }, "Save");
		b.setAttribute("aria-label", "Save " + path);
		b.addEventListener("click", () => save(path.split("/").pop(), data, "application/octet-stream"));
		return make("tr", {}, make("th", { scope: "row" }, path.split("/").slice(4).join("/")), make("td", {}, data.length.toLocaleString("en")), make("td", {}, make("code", {}, await hex(data))), make("td", {}, b));
	}));
	$("files").replaceChildren(make("div", { class: "wide", role: "region", tabindex: 0, "aria-label": "Files that were made" }, make("table", { class: "files" },
		make("caption", {}, plural(files.length, "file")), make("thead", {}, make("tr", {}, ...["File", "Bytes", "SHA-256", "Save"].map((h) => make("th", { scope: "col" }, h)))), make("tbody", {}, ...rows))));
	$("files").hidden = $("save").hidden = false;
	const events = files.filter(([path]) => path.endsWith("pes-events.json")).map(([, data]) => JSON.parse(new TextDecoder().decode(data)).packageinfo.length);
	say($("status"), plural(files.length, "file") + " with " + plural(events[0] ?? 0, "event") + " of the distribution, made in this browser.");
}

// tar is an archive of files, laid out to be unpacked onto /.
function tar(files, date) {
	const text = new TextEncoder(), parts = [];
	for (const [path, data] of files) {
		const at = path.split("/").slice(4).join("/"), head = new Uint8Array(512), folder = at.endsWith("/");
		const put = (offset, s) => head.set(text.encode(s), offset);
		const octal = (n, width) => n.toString(8).padStart(width, "0");
		const cut = at.length > 100 ? at.lastIndexOf("/", 155) : -1;
		put(0, at.slice(cut + 1));
		put(100, folder ? "0000755" : "0000644");
		put(108, "0000000");
		put(116, "0000000");
		put(124, octal(data.length, 11));
		put(136, octal(date, 11));
		put(148, "        ");
		put(156, folder ? "5" : "0");
		put(257, "ustar\0" + "00");
		if (cut > 0) put(345, at.slice(0, cut));
		put(148, octal(head.reduce((a, b) => a + b), 6) + "\0 ");
		parts.push(head, data, new Uint8Array((512 - data.length % 512) % 512));
	}
	return new Blob([...parts, new Uint8Array(1024)]);
}

form.addEventListener("submit", (e) => { e.preventDefault(); run(); });
form.addEventListener("change", tell);
way.addEventListener("change", () => { choose(); tell(); });
$("save").addEventListener("click", async () => {
	const packed = await new Response(tar(made, Number(form.dataset.date)).stream().pipeThrough(new CompressionStream("gzip"))).blob();
	save(name + ".tar.gz", packed, "application/gzip");
});
choose();
tell();
})();
