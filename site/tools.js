// What the pages of tools have in common: they start a program, WebAssembly made of the generator's own Go, and ask it. wasm_exec.js
// stands before it, the script of the page behind it. Nothing entered on these pages is sent anywhere.
"use strict";

const tools = (() => {
const $ = (id) => document.getElementById(id);

// make makes an element; text is only ever text. Children come one by one or in arrays: a call takes only so many arguments.
const make = (tag, attributes, ...children) => {
	const e = document.createElement(tag);
	for (const name in attributes) if (attributes[name] !== undefined) e.setAttribute(name, attributes[name]);
	for (const c of children.flat(Infinity)) e.append(c);
	return e;
};

const plural = (n, word) => n.toLocaleString("en") + " " + word + (n === 1 ? "" : "s");

// start loads a program, once: it answers calls for as long as the page is open. tell is told how much has come, and of how
// much, as for the others that load.
const started = new Map();
function start(url, tell) {
	if (!started.has(url)) started.set(url, run(url, tell));
	started.get(url).catch(() => started.delete(url)); // a failure may be tried again
	return started.get(url);
}

async function run(url, tell) {
	if (!("WebAssembly" in window) || !("DecompressionStream" in window)) throw new Error("This browser cannot run WebAssembly.");
	const go = new Go(), coming = await get(url, tell, "low").catch(() => { throw new Error("What computes could not be loaded."); });
	const program = new Response(coming.pipeThrough(new DecompressionStream("gzip")), { headers: { "Content-Type": "application/wasm" } });
	const { instance } = await WebAssembly.instantiateStreaming(program, go.importObject);
	go.run(instance);
	const pes = window.pes;
	return (tool, request = "", files = []) => {
		const [value, wrong] = pes(tool, String(request), files);
		if (wrong) throw new Error(wrong);
		return value;
	};
}

// get begins to load a file of the site. How much there is of it is not known where the host compresses it.
async function get(url, tell = () => {}, priority = "auto") {
	const r = await fetch(url, { priority });
	if (!r.ok) throw new Error(new URL(url).pathname + " could not be loaded.");
	const all = r.headers.has("Content-Encoding") ? 0 : Number(r.headers.get("Content-Length"));
	let n = 0;
	tell(n, all);
	return r.body.pipeThrough(new TransformStream({ transform(part, out) { tell(n += part.length, all); out.enqueue(part); }, flush() { tell(n, n); } }));
}

const whole = async (stream) => new Uint8Array(await new Response(stream).arrayBuffer());

// bytes loads a file of the site; expanded loads one that is compressed.
const bytes = async (url, tell) => whole(await get(url, tell));
const expanded = async (url, tell) => whole((await get(url, tell)).pipeThrough(new DecompressionStream("deflate-raw")));

// pack makes text short enough for an address; unpack gives it back.
async function pack(text) {
	const s = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
	const b = new Uint8Array(await new Response(s).arrayBuffer());
	let out = "";
	for (let i = 0; i < b.length; i += 4096) out += String.fromCharCode(...b.subarray(i, i + 4096));
	return btoa(out).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const most = 32 << 20; // bytes: no list is longer, and what is small in an address may be endless

async function unpack(code) {
	const b = Uint8Array.from(atob(code.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
	const reader = new Blob([b]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
	const parts = [];
	for (let n = 0, part; !(part = await reader.read()).done; parts.push(part.value)) {
		if ((n += part.value.length) > most) throw new Error("too long");
	}
	return new Blob(parts).text();
}

// save gives the reader a file.
function save(name, data, type) {
	const a = make("a", { href: URL.createObjectURL(new Blob([data], { type })), download: name });
	a.click();
	setTimeout(() => URL.revokeObjectURL(a.href), 1000);
}

// copy puts text on the clipboard, where that is allowed.
const copy = (text) => navigator.clipboard ? navigator.clipboard.writeText(text).then(() => true, () => false) : Promise.resolve(false);

// fill gives a select its options.
function fill(select, values, chosen) {
	select.replaceChildren(...values.map((v) => make("option", { value: v }, v)));
	select.value = chosen;
}

// say tells of something at the form's status, which screen readers read out.
function say(status, text, wrong = false) {
	status.textContent = text;
	status.classList.toggle("status-wrong", wrong);
}

return { $, make, plural, start, bytes, expanded, pack, unpack, save, copy, fill, say };
})();
