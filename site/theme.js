// The colour scheme: what the system wants, or light, or dark. It runs before the page is painted, so nothing flashes; the
// choice stays in this browser and the button is made here, as only a script can serve it.
(() => {
"use strict";
const schemes = ["auto", "light", "dark"];
const root = document.documentElement;
const show = (scheme) => scheme === "auto" ? delete root.dataset.theme : (root.dataset.theme = scheme);
const read = () => {
	try {
		const kept = localStorage.getItem("theme");
		return schemes.includes(kept) ? kept : "auto";
	} catch {
		return "auto"; // storage is forbidden here
	}
};
show(read());
addEventListener("storage", (e) => { if (e.key === "theme") show(read()); });
addEventListener("DOMContentLoaded", () => {
	const button = document.createElement("button");
	button.id = "theme";
	button.type = "button";
	let scheme = read();
	const label = () => {
		button.textContent = { auto: "Auto", light: "Light", dark: "Dark" }[scheme];
		button.setAttribute("aria-label", `Colours: ${scheme}`);
	};
	button.addEventListener("click", () => {
		scheme = schemes[(schemes.indexOf(scheme) + 1) % schemes.length];
		show(scheme);
		try { localStorage.setItem("theme", scheme); } catch { /* it holds until the next page */ }
		label();
	});
	label();
	document.querySelector(".top").append(button);
});
})();
