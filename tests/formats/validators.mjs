// Runs the validators that are Node packages over many files in one process: structured-data-testing-tool over pages, and ajv with the
// schemas beside this file over JSON. Reads `{"folder", "pages", "feeds", "wire"}` from standard input, and prints one finding a line.
// Decides nothing about what is to be checked, nor which warnings are explained.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const require = createRequire(import.meta.url);
const { structuredDataTestHtml } = require("structured-data-testing-tool");
const { Google, Twitter, Facebook } = require("structured-data-testing-tool/presets");
const here = fileURLToPath(new URL("schemas/", import.meta.url));
const json = (path) => JSON.parse(readFileSync(path, "utf8"));
const told = (tool, level, file, what) => console.log(JSON.stringify({ tool, level, file, what }));

const { folder, pages, feeds, wire } = JSON.parse(readFileSync(0, "utf8"));

for (const page of pages) {
  const html = readFileSync(join(folder, page), "utf8");
  const result = await structuredDataTestHtml(html, { presets: [Google, Twitter, Facebook] }).catch(judged);
  for (const test of result.failed) told("sdtt", "error", page, naming(test));
  for (const test of result.warnings) told("sdtt", "warning", page, naming(test));
  if (result.passed.length === 0) told("sdtt", "error", page, "nothing was found to be tested");
}

// The tool throws its result when a test failed.
function judged(error) {
  if (!error.res) throw error;
  return error.res;
}

// The group that a reader knows: the preset, and the schema or tag that the test is about.
function naming(test) {
  const of = test.schema ? `Google: ${test.schema}.` : `${test.group}: `;
  return of + String(test.description ?? test.test).replace(/"/g, "");
}

function judge(ajv, validate, files, tool) {
  for (const file of files) {
    let value;
    try {
      value = json(join(folder, file));
    } catch (error) {
      told(tool, "error", file, `is not JSON: ${error.message}`);
      continue;
    }
    if (!validate(value)) for (const error of validate.errors) told(tool, "error", file, `${error.instancePath || "/"} ${error.message} ${JSON.stringify(error.params)}`);
  }
}

const feedAjv = new Ajv({ allErrors: true, strict: true, strictRequired: false });
addFormats(feedAjv);
judge(feedAjv, feedAjv.compile(json(join(here, "json-feed-1.1.json"))), feeds, "json-feed");

const wireAjv = new Ajv2020({ allErrors: true, strict: false });
addFormats(wireAjv);
const geo = json(join(fileURLToPath(new URL("node_modules/geojson-schema/GeoJSON.json", import.meta.url))));
wireAjv.addMetaSchema(json(require.resolve("ajv/dist/refs/json-schema-draft-07.json")));
wireAjv.addSchema(geo);
judge(wireAjv, wireAjv.compile(json(join(here, "ninjs-3.1.json"))), wire, "ninjs");
