// The commands of the pages below downloads/: a button that copies them, the address of this site in them, and on downloads/ the
// archive that is chosen, or that fits what rpm says of Leapp.
(() => {
const $ = (id) => document.getElementById(id);
const root = new URL(document.querySelector("link[rel=icon]").getAttribute("href"), location).href.replace(/\/[^/]*$/, "");
for (const code of document.querySelectorAll("code[data-site]")) code.textContent = code.textContent.replaceAll("$SITE", root);

for (const box of document.querySelectorAll(".commands")) {
	const button = document.createElement("button");
	button.type = "button";
	button.className = "copy";
	button.textContent = "Copy";
	button.addEventListener("click", async () => {
		const ok = await (navigator.clipboard ? navigator.clipboard.writeText(box.querySelector("code").textContent).then(() => true, () => false) : false);
		button.textContent = ok ? "Copied" : "Select the text";
		setTimeout(() => { button.textContent = "Copy"; }, 2000);
	});
	box.append(button);
}

const archive = $("archive"), form = $("asked");
if (!archive) return;
const options = [...archive.options];
let shown = archive.selectedOptions[0].dataset;
$("example").hidden = true;

// show puts the archive that is chosen into the commands.
function show() {
	const next = archive.selectedOptions[0].dataset;
	for (const code of document.querySelectorAll(".install code")) {
		for (const key of ["path", "name", "sum"]) code.textContent = code.textContent.replaceAll(shown[key], next[key]);
	}
	shown = next;
}
archive.addEventListener("change", show);

// asked reads what rpm printed: the newest version of Leapp in it, and where it leads.
function asked(text) {
	const found = [...text.matchAll(/leapp-(?:upgrade-el\d+toel(\d+)(?:-deps)?|repository)-(?:\d+:)?(\d+)\.(\d+)/g)];
	return found.map(([, to, major, minor]) => ({ to, name: major + "." + minor, order: major * 1e4 + Number(minor) })).sort((a, b) => b.order - a.order)[0];
}

// fits marks the row and the archives for the Leapp that was found.
function fits(leapp) {
	const rows = [...document.querySelectorAll("#leapps tbody tr")];
	const row = leapp && rows.find((r) => r.firstElementChild.textContent.match(/\d+\.\d+/g).includes(leapp.name));
	for (const r of rows) r.classList.toggle("yours", r === row);
	for (const a of document.querySelectorAll(".archives a")) {
		const fit = row && a.dataset.leapp === row.dataset.leapp && (!leapp.to || a.dataset.to === leapp.to);
		a.classList.toggle("yours", Boolean(fit));
		if (fit) a.setAttribute("aria-current", "true");
		else a.removeAttribute("aria-current");
	}
	return row;
}

function tell() {
	const text = $("answer").value, leapp = asked(text), row = fits(leapp);
	if (!text.trim()) return "";
	if (!leapp) return /is not installed|not found/.test(text) ? "Leapp is not installed there yet. Install it, and ask again." : "No package of Leapp stands in this.";
	const name = "Leapp " + leapp.name;
	if (!row) return name + " is not in the table: no files here are made for it.";
	const way = leapp.to ? ", from " + (leapp.to - 1) + " to " + leapp.to : "", at = archive.value.split("/");
	const fit = options.filter((o) => o.value.startsWith(row.dataset.leapp + "/") && (!leapp.to || o.value.endsWith("/el" + leapp.to)));
	if (!fit.length) return name + way + ": no archive here is for it.";
	archive.value = (fit.find((o) => o.value.split("/")[1] === at[1]) || fit[0]).value;
	show();
	return name + way + ": take the files for Leapp " + row.dataset.leapp + " of what the machine becomes:";
}
form.addEventListener("submit", (e) => e.preventDefault());
$("answer").addEventListener("input", () => {
	const text = document.createElement("p"), list = document.createElement("ul");
	text.textContent = tell();
	list.className = "chips";
	list.append(...[...document.querySelectorAll(".archives a.yours")].map((a) => {
		const item = document.createElement("li"), link = document.createElement("a");
		link.href = a.getAttribute("href");
		link.textContent = a.textContent;
		item.append(link);
		return item;
	}));
	$("told").replaceChildren(...text.textContent ? [text] : [], ...list.children.length ? [list] : []);
});
})();
