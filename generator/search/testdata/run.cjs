// Answers queries with site/search.js: a JSON object {index, queries, lines, limit, fold} on standard input, the answers on
// standard output. With {index, time: true} it says how long each query takes, in milliseconds.
const { read, query, lookup, fold } = require("../../../site/search.js");
const input = JSON.parse(require("fs").readFileSync(0, "utf8"));
const start = performance.now();
const index = read(JSON.parse(input.index));
const loaded = performance.now() - start;
const out = { loaded, answers: [], lines: [], times: [] };
for (const q of input.queries || []) {
	const begin = performance.now();
	const a = query(index, q, input.limit);
	out.times.push(performance.now() - begin);
	out.answers.push({
		results: a.results.map((r) => [r.match, index.entries[r.entry].kind, index.entries[r.entry].name, index.entries[r.entry].url]),
		total: a.total,
		hints: a.hints.map((h) => [h.key, h.value, ...h.suggest]),
	});
}
for (const line of input.lines || []) {
	const { name, entry } = lookup(index, line);
	out.lines.push([name, entry === undefined ? "" : index.entries[entry].url]);
}
out.folded = (input.fold || []).map(fold);
process.stdout.write(JSON.stringify(out));
