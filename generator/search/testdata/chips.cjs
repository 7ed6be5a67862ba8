// Compares what site/results.js says on its chips with what a search for it gives: a JSON object {index, queries} on standard input, a
// list of what differs, and how many chips there were, on standard output.
const { read, query, fold, keys } = require("../../../site/rank.js");
require("../../../site/elsewhere.js");
const { counts } = require("../../../site/results.js");
const input = JSON.parse(require("fs").readFileSync(0, "utf8"));
const index = read(JSON.parse(input.index));
const wrong = [];
let tried = 0;
for (const { words, filters = [] } of input.queries) {
	const text = (other) => [words, ...filters.filter((f) => !f.startsWith(other + ":"))].join(" ");
	counts(index, query(index, text(), 10)).forEach((values, k) => index.values[k].forEach((value, n) => {
		if (n > 40 || /[", ]/.test(value) || index.values[k].some((v) => v !== value && fold(v) === fold(value))) return; // nobody can write these alone
		const q = text(keys[k]) + " " + keys[k] + ":" + value, total = query(index, q, 10).total;
		tried += values.has(n);
		if (total !== (values.get(n) || 0)) wrong.push(q + " has " + total + " results, the chip says " + values.get(n));
	}));
}
process.stdout.write(JSON.stringify({ wrong, tried }));
