// Lays out Lua files as .stylua.toml says: node format_lua.mjs FOLDER_OF_STYLUA [--check] FILE...
// With --check files are only named that differ, and the exit status is 1.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [folder, ...rest] = process.argv.slice(2);
const checks = rest[0] === "--check";
const files = checks ? rest.slice(1) : rest;
const stylua = createRequire(resolve(folder, "package.json"))("@johnnymorganz/stylua");

function configuration() {
  const config = stylua.Config.new();
  for (const line of readFileSync(".stylua.toml", "utf8").split("\n")) {
    const [, key, value] = line.match(/^(\w+) = (.+)$/) ?? [];
    if (key === undefined) continue;
    const plain = JSON.parse(value);
    const enumeration = stylua[enumerations[key]];
    config[key] = enumeration === undefined ? plain : enumeration[plain];
  }
  return config;
}

const enumerations = {
  indent_type: "IndentType",
  quote_style: "QuoteStyle",
  call_parentheses: "CallParenType",
  collapse_simple_statement: "CollapseSimpleStatement",
};

let differing = 0;
for (const file of files) {
  const before = readFileSync(file, "utf8");
  const after = stylua.formatCode(before, configuration(), undefined, stylua.OutputVerification.Full);
  if (after === before) continue;
  differing += 1;
  if (checks) console.log(`${file} is not laid out as .stylua.toml says`);
  else writeFileSync(file, after);
}
process.exitCode = checks && differing > 0 ? 1 : 0;
