// The ranking of the site's search: it answers queries from the index and touches no page. It does what package search of the
// generator does, in the same order; testdata/fixture.json there holds both. search.js follows it in the file that is published.
//
//	const index = ranking.read(JSON.parse(text))
//	ranking.query(index, "ntp path:7-8", 10).results.map((r) => index.entries[r.entry].name)
"use strict";

const ranking = (() => {
const keys = ["distro", "path", "action", "vendor", "repo", "tag"];
const [EXACT, TITLED, SUCCESSOR, PREFIX, WORD, SUBSTRING, FORMER, TYPO, , NEAR, DISTANT, PARTLY, NONE] = Array(13).keys();

const UNRANKED = 1e6; // most machines lack it

// read makes what queries need from the file that package search describes.
function read(file) {
	if (file.pes !== 3) throw new Error("the index is of another format");
	const entries = [];
	let before = "";
	for (const line of file.names ? file.names.split("\n") : []) {
		before = before.slice(0, line.charCodeAt(0) - 35) + line.slice(1);
		entries.push({ kind: 0, name: before, title: "", url: "", events: 1, rank: UNRANKED, texts: [fold(before)], becomes: [], comes: [], links: [] });
	}
	let at = 0;
	file.counts.forEach((n, kind) => { for (const end = at + n; at < end; at++) entries[at].kind = kind; });
	at = 0;
	for (let i = 0; i < file.events.length; i += 2) entries[at += file.events[i]].events = file.events[i + 1];
	at = 0;
	const listed = numbers(file.ranked).map((n, place) => { // the order in which filters alone list entries
		entries[at += signed(n)].rank = place;
		return at;
	});
	const profile = numbers(file.profile), successors = numbers(file.links);
	let next = 0;
	entries.forEach((e, at) => file.profiles[profile[at]].forEach((fact, place) => {
		const n = file.facts[fact][3] >> 1;
		e.links[place] = successors.slice(next, next += n).map((n) => at + signed(n));
		for (const to of e.links[place]) {
			e.becomes.push(to);
			entries[to].comes.push(at);
		}
	}));
	for (const { i, t = "", u = "", a = [] } of file.more) {
		Object.assign(entries[i], { title: t, url: u });
		if (t) entries[i].texts.push(fold(t));
		entries[i].texts.push(...a.map(fold));
	}
	const packages = new Map();
	entries.forEach((e, i) => {
		e.letters = e.texts.map(letters);
		e.url ||= file.folders[e.kind] + e.name + (file.kinds[e.kind] === "guide" ? "" : "/");
		e.sort = e.kind === 0 ? 0 : file.kinds[e.kind] === "repository" || e.url.includes("#") ? 2 : 1; // a package, a page, part of one
		if (e.kind === 0 && !packages.has(e.texts[0])) packages.set(e.texts[0], i);
	});
	entries.forEach((e, i) => { if (e.rank === UNRANKED) listed.push(i); });
	const order = entries.map((_, i) => i).sort((a, b) => {
		const x = entries[a], y = entries[b];
		return x.rank - y.rank || (x.sort > 1) - (y.sort > 1) || y.events - x.events || x.name.length - y.name.length || a - b;
	});
	const masks = Int32Array.from(order, (i) => entries[i].letters.reduce((a, b) => a | b)); // of each entry, in this order
	const upgraded = file.values[1].map((_, p) => new Set(file.facts.flatMap((f) => f[0] === p + 1 ? f.slice(5, 5 + f[4]) : [])).size);
	const titles = new Map(entries.filter((e) => file.kinds[e.kind] === "distribution").map((e) => [e.name, e.title]));
	return { entries, titles, order, listed, masks, packages, upgraded: [0, ...upgraded], kinds: file.kinds, values: file.values, facts: file.facts, profiles: file.profiles, profile, script: file.script, pages: file.pages || [] };
}

// signed is a distance, which may be below zero.
const signed = (n) => (n >> 1) ^ -(n & 1);

// numbers are those of a text that has a character for each.
const numbers = (text) => Array.from(text, (c) => (c = c.codePointAt(0)) - (c < 0xd800 ? 35 : 2083));

// fold makes text comparable: lower case, without invisible marks, every kind of space a space.
function fold(s) {
	s = s.replace(/[\0-\x20\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/g, " ");
	if (!/[^ -~]/.test(s)) return s.toLowerCase();
	s = s.replace(/[\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, "");
	return Array.from(s, (c) => {
		const lower = c.toLowerCase();
		return [...lower].length === 1 ? lower : c;
	}).join("");
}

// letters is the set of letters of a text, several letters to a bit.
function letters(s) {
	let mask = 0;
	for (let i = 0; i < s.length; i++) mask |= 1 << (s.charCodeAt(i) & 31);
	return mask;
}

const token = /(distro|path|action|vendor|repo|tag):"?([^ "]*)"?|"([^"]+)"|[^ "]+|"/g;

// parse reads what somebody typed.
function parse(index, text) {
	const q = { words: [], phrase: "", filters: new Map(), hints: [] };
	const plain = [];
	for (const [all, key, value, quoted] of fold(cut(text)).matchAll(token)) {
		if (key) {
			filter(index, q, key, value);
		} else if (quoted) {
			q.words.push({ text: quoted, exact: true });
		} else if (all !== '"') {
			q.words.push({ text: all });
			plain.push(all);
		}
	}
	if (plain.length > 1 && plain.length === q.words.length) q.phrase = plain.join(" ").replace(/[?!.]+$/, "");
	q.words = telling(q.words).slice(0, 10);
	if (plain.length === 1 && q.words.length === 1) {
		const name = packageOf(index, plain[0]);
		if (index.packages.has(name)) q.words[0].text = name;
	}
	for (const w of q.words) {
		w.letters = letters(w.text);
		w.repair = w.exact || w.text.length < 4 ? 0 : w.text.length < 7 ? 1 : 2;
	}
	return q;
}

const signs = /^[^\p{L}\p{N}_~+<]+|('s)?[^\p{L}\p{N}_~+>]*$/gu;
const common = /^(a|about|after|an|and|any|are|as|at|be|by|can|did|do|does|for|from|get|happens|has|have|how|i|if|in|into|is|it|its|keep|keeps|me|my|need|no|not|of|on|or|our|run|running|should|still|that|the|their|there|this|to|up|use|want|was|we|what|when|where|which|who|why|will|with|work|working|works|you|your)$/;

// telling are the words that say what is asked for.
function telling(words) {
	if (words.length < 2) return words;
	const out = words.map((w) => w.exact ? w : { text: w.text.replace(signs, "") }).filter((w) => w.exact || w.text && !common.test(w.text));
	return out.length ? out : words;
}

const cut = (s) => s.length > 200 ? [...s.slice(0, 400)].slice(0, 200).join("") : s;

function filter(index, q, key, text) {
	const k = keys.indexOf(key), values = index.values[k], folded = values.map(fold);
	for (const v of text.split(",")) {
		const found = [...values.keys()].filter((n) => folded[n] === v);
		if (found.length) {
			q.filters.set(k, [...q.filters.get(k) || [], ...found]);
		} else if (v || !text.includes(",")) {
			const begin = values.filter((_, i) => folded[i].startsWith(v));
			const near = values.filter((_, i) => distances(v, folded[i], 0, 2)[0] <= 2);
			q.hints.push({ key, value: v, suggest: begin.length ? begin : near.length ? near : values });
		}
	}
}

// packageOf is the name of the package that a word means, which may carry version, release and architecture.
function packageOf(index, w) {
	if (index.packages.has(w)) return w;
	w = w.replace(/\.(aarch64|i[3-6]86|noarch|ppc64le|s390x|src|x86_64)(\.rpm)?$/, "");
	return index.packages.has(w) ? w : w.replace(/^(.+)-[^-]*[0-9][^-]*-[^-]*[0-9][^-]*$/, "$1");
}

// query gives the best results first: {results: [{entry, match}], total, profiles, far, partly, unknown, hints, q}; profiles: how many entries
// of each fit the words, whatever the filters are; far: pages of all packages may hold more; partly: nothing has all words; unknown: nothing here
// has this name. Where little fits, elsewhere.js has more (nearer below); q.more says that it is not there yet.
function query(index, text, limit) {
	const q = parse(index, text), a = { results: [], total: 0, profiles: [], far: false, hints: q.hints, q };
	if (q.hints.length || !q.words.length && !q.filters.size) return a;
	const found = look(index, q), fits = fitting(index, q);
	found.forEach((list, match) => {
		for (const i of list) {
			const p = index.profile[i];
			a.profiles[p] = (a.profiles[p] || 0) + 1;
			if (fits[p] && ++a.total) a.results.push({ entry: i, match });
		}
	});
	a.far = index.pages.length > 0 && q.words.length === 1 && q.words[0].text.length > 1 && !q.filters.size && !found[EXACT].length;
	a.partly = found[PARTLY].length > 0 && found.every((l, m) => m === PARTLY || !l.length);
	a.unknown = q.words.length === 1 && q.words[0].text.length > 1 && !q.filters.size && !found[EXACT].length && !found[TITLED].length;
	if (q.words.length && limit >= HEAD) a.results = mixed(index, a.results);
	a.results.length = Math.min(a.total, limit);
	return a;
}

const FEW = 10, SCARCE = 3, HEAD = 5;

// look finds the entries that the words fit, by match.
function look(index, q) {
	const found = Array.from({ length: NONE }, () => []);
	if (!q.words.length) {
		found[SUBSTRING] = index.listed;
		return found;
	}
	const near = relatives(index, q), rest = [], long = q.words.every((w) => w.text.length > 2);
	let total = 0;
	index.order.forEach((i, place) => {
		let m = Math.min(lacks(q, index.masks[place]) ? NONE : match(index, q, i), near.get(i) ?? NONE);
		if (m === SUBSTRING && long && index.entries[i].rank < UNRANKED) m = WORD;
		if (m === NONE) rest.push(place);
		else found[m].push(i), total++;
	});
	if (total >= FEW || found[EXACT].length || found[TITLED].length) return found;
	const plain = total;
	for (const place of rest) {
		if (lacks(q, index.masks[place], true)) continue;
		const i = index.order[place], m = repair(index.entries[i], q);
		if (m !== NONE) found[m].push(i), total++;
	}
	if (q.words.length > 1 ? total < SCARCE : !q.words[0].exact && !plain && !found[TYPO].length) {
		if (ranking.nearer) ranking.nearer(index, q, found);
		else q.more = true;
	}
	return found;
}

// mixed puts two packages and two pages among the first five, where there are such that fit well.
function mixed(index, all) {
	const wanted = [[], []], first = new Set();
	all.forEach(({ entry, match }, i) => {
		const places = wanted[index.entries[entry].sort];
		if (places?.length < 2 && (match <= WORD || match === PARTLY)) places.push(i);
	});
	for (const i of wanted.flat()) first.add(i);
	for (let i = 0; first.size < HEAD && i < all.length; i++) first.add(i);
	return [...[...first].sort((a, b) => a - b).map((i) => all[i]), ...all.filter((_, i) => !first.has(i))];
}

// lacks reports whether letters of a word are missing, which is seen much faster than what else keeps an entry from fitting.
function lacks(q, mask, typos) {
	for (const w of q.words) if (bits(w.letters & ~mask) > (typos ? w.repair : 0)) return true;
	return false;
}

// allowed says which facts all filters allow.
const allowed = (index, q) => index.facts.map((f) => [...q.filters].every(([key, wanted]) => wanted.some((n) =>
	key === 0 ? f.indexOf(n, 5) >= 5 && f.indexOf(n, 5) < 5 + f[4] : key > 3 ? f.includes(key === 4 ? n : -1 - n, 5 + f[4]) : f[key - 1] === n + 1)));

function fitting(index, q) {
	const facts = allowed(index, q);
	return index.profiles.map((p) => !q.filters.size || p.some((n) => facts[n]));
}

// relatives are the packages that the package of the query's name becomes, and those that become it.
function relatives(index, q) {
	const near = new Map(), i = q.words.length === 1 && !q.words[0].exact ? index.packages.get(q.words[0].text) : undefined;
	if (i !== undefined) {
		for (const n of index.entries[i].comes) near.set(n, FORMER);
		for (const n of index.entries[i].becomes) near.set(n, SUCCESSOR);
	}
	return near;
}

// match is how an entry fits without typos: as badly as the word that fits it worst.
function match(index, q, i) {
	const e = index.entries[i], exact = e.kind === 0 ? EXACT : TITLED;
	if (q.phrase && e.texts.includes(q.phrase)) return exact;
	let worst = EXACT;
	for (const w of q.words) {
		let best = NONE;
		for (let j = 0; j < e.texts.length; j++) {
			const m = fit(w, e.texts[j], exact);
			if (m < best) best = m;
		}
		if (best === NONE) return NONE;
		if (best > worst) worst = best;
	}
	return worst;
}

const separators = "-_.+ /:(";

function fit(w, text, exact) {
	if (w.text === text) return exact;
	if (w.exact) return NONE;
	let at = text.indexOf(w.text);
	if (at < 0) return NONE;
	if (at === 0) return PREFIX;
	for (; at > 0; at = text.indexOf(w.text, at + 1)) if (separators.includes(text[at - 1])) return WORD;
	return SUBSTRING;
}

// repair is how an entry fits with typos.
function repair(e, q) {
	let worst = EXACT;
	for (const w of q.words) {
		let best = NONE;
		for (let j = 0; j < e.texts.length; j++) {
			best = Math.min(best, fit(w, e.texts[j], PREFIX));
			if (w.repair && best === NONE && bits(w.letters & ~e.letters[j]) <= w.repair) best = typo(w, e.texts[j]);
		}
		if (best === NONE) return NONE;
		if (best > worst) worst = best;
	}
	return worst;
}

function bits(n) {
	let count = 0;
	for (; n; n &= n - 1) count++;
	return count;
}

// typo compares a word with a text and with what begins at each of its words, as far as any query
// reaches. A word of four letters begins like too many.
function typo(w, text) {
	let best = NONE;
	for (let start = 0; start < Math.min(text.length, 200); start++) {
		if (start && !separators.includes(text[start - 1])) continue;
		const [whole, beginning] = distances(w.text, text, start, w.repair);
		if (!start && whole <= w.repair) return TYPO + whole - 1;
		if (beginning <= w.repair && w.text.length > 4) best = Math.min(best, NEAR + beginning - 1);
	}
	return best;
}

const FAR = 99, far = [FAR, FAR];
const rows = [0, 1, 2].map(() => new Uint8Array(404)); // a query has at most 200 characters of two units

// distances counts the typos (letters too many, missing, wrong, or swapped with the next) between word and what stands in text
// from start on: all of it, and the beginning that is nearest. More than k are far, so only k places to each side are looked at.
function distances(word, text, start, k) {
	const m = word.length, n = text.length - start, end = Math.min(n, m + k);
	if (n < m - k) return far;
	let before = rows[0], last = rows[1], row = rows[2], swap;
	for (let j = 0; j <= end; j++) last[j] = Math.min(j, FAR);
	for (let i = 1; i <= m; i++) {
		const c = word.charCodeAt(i - 1), from = Math.max(1, i - k), to = Math.min(end, i + k);
		let least = row[from - 1] = from > 1 ? FAR : Math.min(i, FAR);
		for (let j = from; j <= to; j++) {
			const d = text.charCodeAt(start + j - 1);
			let x = last[j - 1] + (c === d ? 0 : 1);
			if (last[j] < x) x = last[j] + 1;
			if (row[j - 1] < x) x = row[j - 1] + 1;
			if (i > 1 && j > 1 && before[j - 2] < x && c === text.charCodeAt(start + j - 2) && word.charCodeAt(i - 2) === d) x = before[j - 2] + 1;
			row[j] = x;
			if (x < least) least = x;
		}
		if (least > k) return far;
		if (to < end) row[to + 1] = FAR;
		swap = before, before = last, last = row, row = swap;
	}
	let beginning = FAR;
	for (let j = Math.max(0, m - k); j <= end; j++) if (last[j] < beginning) beginning = last[j];
	return [n === end && last[n] <= k ? last[n] : FAR, beginning <= k ? beginning : FAR];
}

// answers says what becomes of a package: for each thing that its facts, as far as allowed, say, {path, sign, what, vendors, where}, the
// path in words, the sign as the style has it; of a path, first what is the distributions' own.
function answers(index, n, facts) {
	const e = index.entries[n], lines = new Map(), name = (i) => index.entries[i].name;
	index.profiles[index.profile[n]].forEach((id, place) => {
		const [path, action, vendor, becomes, count, ...rest] = index.facts[id];
		if (facts && !facts[id]) return;
		const out = e.links[place].map(name);
		if (becomes % 2) out.push(e.name);
		const from = (i) => index.entries[i].links.some((to, at) => to.includes(n) && index.facts[index.profiles[index.profile[i]][at]][0] === path);
		const comes = action ? [] : [...new Set(e.comes.filter(from).map(name))];
		if (!action && !comes.length) return;
		const what = action ? happens(index.values[2][action - 1], out.sort(), e.name) : "comes from " + some(comes);
		const line = { order: 2 * path + (vendor > 0), path: path ? index.values[1][path - 1].replace("-", " to ") : "", sign: !action ? "new" : what === "is removed" ? "removed" : index.values[2][action - 1], what };
		line.where = count < index.upgraded[path] ? rest.slice(0, count).map((d) => titleOf(index, index.values[0][d])).join(", ") : "";
		const key = JSON.stringify(line);
		if (!lines.has(key)) lines.set(key, { ...line, vendors: [] });
		if (vendor) lines.get(key).vendors.push(index.values[3][vendor - 1]);
	});
	return [...lines.values()].sort((a, b) => a.order - b.order).map((line) =>
		({ ...line, where: [line.where, line.vendors.length ? "vendor " + some(line.vendors) : ""].filter(Boolean).join("; ") }));
}

// shortly is the same in few words, a line for each path: what events do, else what they bring; vendors' where nobody else's do anything.
function shortly(index, n, facts) {
	const all = answers(index, n, facts);
	return [...new Set(all.map((l) => l.path))].map((path) => {
		const own = all.filter((l) => l.path === path && !l.vendors.length), here = own.length ? own : all.filter((l) => l.path === path);
		const told = here.some((l) => l.sign !== "new") ? here.filter((l) => l.sign !== "new") : here.slice(0, 1);
		const ways = [...new Set(told.map(({ what }) => what.startsWith(verbs.moved) ? "moved" : what.replace("is ", "").replace(/^(.*?, .*?), .*/, "$1 and more")))];
		const vendors = [...new Set(told.flatMap((l) => l.vendors))];
		return { path, sign: told[0].sign, what: ways.slice(0, 2).join(" or "), where: vendors.length > 1 ? vendors.length + " vendors" : vendors.map((v) => "vendor " + v).join("") };
	});
}

// titleOf is what people call a distribution.
const titleOf = (index, name) => index.titles.get(name) || name;

// verbs are what is said of actions, where it is not "is" and the action.
const verbs = { replaced: "is replaced by", split: "is split into", merged: "is merged into", moved: "moves to another repository", renamed: "is renamed to" };

// happens is an action in words. Without out packages, Leapp removes what it should replace; a package that is its own replacement
// only changes its module stream or its repository.
function happens(action, out, name) {
	const itself = out.length === 1 && out[0] === name && action !== "moved";
	if (!Object.hasOwn(verbs, action)) return "is " + action;
	if (itself || action === "moved") return verbs.moved + (itself ? " or module stream" : "");
	return out.length ? verbs[action] + " " + some(out) : "is removed";
}

const some = (names) => names.slice(0, 5).join(", ") + (names.length > 5 ? " and " + (names.length - 5) + " more" : "");

// events are the ids that a text names: a number alone, or what follows the word event, as in a line of Leapp's log.
function events(text) {
	const named = text.matchAll(/^\s*(\d{1,15})\s*$|\bevents?\s+#?(\d{1,15})\b/gi);
	return [...new Set(Array.from(named, (m) => Number(m[1] || m[2])))].slice(0, 10);
}

// listed are the lines of a pasted list, undefined if it is none.
function listed(text) {
	const lines = text.split(/[\r\n]+/).map((l) => l.trim()).filter(Boolean);
	return lines.length > 1 ? lines : undefined;
}

return { read, parse, query, allowed, fold, letters, cut, lacks, match, repair, packageOf, titleOf, answers, shortly, listed, events, keys, token, separators, EXACT, TITLED, PREFIX, WORD, TYPO, NEAR, DISTANT, PARTLY, NONE };
})();

if (typeof module !== "undefined") module.exports = ranking;
