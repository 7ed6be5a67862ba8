// Says what site/elsewhere.js finds for queries in pages of all packages: a JSON object {index, pages, queries} on standard input,
// lists of names on standard output.
const { read, query } = require("../../../site/rank.js");
const { find } = require("../../../site/elsewhere.js");
const input = JSON.parse(require("fs").readFileSync(0, "utf8"));
const index = read(JSON.parse(input.index));
const load = async (page, made) => made(input.pages[page]);
Promise.all(input.queries.map(async (q) => (await find(index, [], query(index, q, 10), load)).items.map((item) => item.name)))
	.then((all) => process.stdout.write(JSON.stringify(all)));
