// Comunica asks the endpoint given as argument; exits with 1 when an answer is not what it should be.
import { QueryEngine } from "@comunica/query-sparql";

const endpoint = process.argv[2];
const source = { type: "sparql", value: endpoint };
const engine = new QueryEngine();
const prefixes = `PREFIX : <https://w3id.org/captivity/id/>
PREFIX ctv: <https://w3id.org/captivity/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>`;

async function timed(name, ask, check) {
  const start = performance.now();
  const found = await ask();
  const took = (performance.now() - start).toFixed(1);
  console.log(`${name}: ${found} in ${took} ms`);
  if (!check(found)) {
    console.error(`${name}: not what was expected`);
    process.exitCode = 1;
  }
}

async function rows(text) {
  const stream = await engine.queryBindings(`${prefixes}\n${text}`, { sources: [source] });
  return (await stream.toArray()).length;
}

const channels = "SELECT * { ?channel ctv:asset :codex ; ctv:platform ?platform }";
await timed("rows", () => rows(channels), (count) => count >= 2);
await timed("again", () => rows(channels), (count) => count >= 2);
await timed(
  "ask",
  () => engine.queryBoolean(`${prefixes}\nASK { :codex rdfs:label ?name }`, { sources: [source] }),
  (truth) => truth === true,
);
await timed(
  "construct",
  async () =>
    (
      await (
        await engine.queryQuads(
          `${prefixes}\nCONSTRUCT { :codex ?p ?o } WHERE { :codex ?p ?o }`,
          { sources: [source] },
        )
      ).toArray()
    ).length,
  (count) => count >= 2,
);
