// The licences of what is in the bundle, one file beside it: node licences.mjs (a part of `npm run build`).
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const BUILDERS = /^(esbuild|@esbuild)/;
const texts = readdirSync("node_modules", { recursive: true })
  .filter((path) => /(^|\/)LICENSE$/.test(path) && !BUILDERS.test(path)).sort()
  .map((path) => `${path.replace(/\/LICENSE$/, "")}\n\n${readFileSync(`node_modules/${path}`, "utf8").trim()}\n`);
writeFileSync("../static/editor.licences.txt", `editor.js holds these packages.\n\n${texts.join(`\n${"-".repeat(78)}\n\n`)}`);
