// Writes what the application serves: stylesheet, script, htmx, fonts, favicons and the licences of what is bundled.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { Resvg } from "@resvg/resvg-js";
import { build } from "esbuild";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const served = join(here, "..", "src", "touchstone", "web", "static", "touchstone");
const BUNDLED = ["govuk-frontend", "htmx.org", "@fontsource-variable/atkinson-hyperlegible-next"];
const FONTS = ["latin", "latin-ext"];

// Colours that the kit takes from its own palette, for which it has no setting, and ours in their place.
const RECOLOURED = {
  "#0b0c0c": "#1b222b",
  "#f3f3f3": "#f6f8f9",
  "#cecece": "#d8dee3",
  "#858686": "#8d9aa6",
  "#1d70b8": "#17506b",
  "#d2e2f1": "#e3eef3",
  "#0f385c": "#0d3447",
  "#ca3535": "#a8251c",
  "#651b1b": "#751510",
  "#083d29": "#0f4229",
};

function recoloured(css) {
  return css.replace(/#[0-9a-f]{6}\b/g, (colour) => RECOLOURED[colour] ?? colour);
}

// The address of a font carries the start of its hash, as touchstone.web.assets writes it for the page's preload:
// with another address the browser would fetch the font twice.
function marked(css) {
  return css.replace(/fonts\/[\w-]+\.woff2/g, (name) => {
    const hash = createHash("sha256").update(readFileSync(join(served, name))).digest("hex");
    return `${name}?${hash.slice(0, 12)}`;
  });
}

function stylesheet() {
  const { css } = compile(join(here, "scss", "touchstone.scss"), {
    loadPaths: [modules],
    style: "compressed",
    sourceMap: false,
    quietDeps: true,
  });
  writeFileSync(join(served, "touchstone.css"), `${marked(recoloured(css.replace(/^\uFEFF/, "")))}\n`);
}

async function script() {
  await build({
    entryPoints: [join(here, "js", "touchstone.js")],
    outfile: join(served, "touchstone.js"),
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2020",
    legalComments: "none",
  });
}

function images() {
  for (const name of ["mark.svg", "favicon.svg"]) copyFileSync(join(here, "images", name), join(served, name));
  const svg = readFileSync(join(here, "images", "favicon.svg"), "utf8");
  for (const width of [32, 180]) {
    // A phone puts its own corners round the picture: the large one has a white ground.
    const options = { fitTo: { mode: "width", value: width }, background: width === 180 ? "#ffffff" : undefined };
    writeFileSync(join(served, `favicon-${width}.png`), new Resvg(svg, options).render().asPng());
  }
}

function fonts() {
  const name = "atkinson-hyperlegible-next";
  for (const subset of FONTS) {
    const file = `${name}-${subset}-wght-normal.woff2`;
    copyFileSync(join(modules, "@fontsource-variable", name, "files", file), join(served, "fonts", `${name}-${subset}.woff2`));
  }
}

function licenceText(name) {
  const folder = join(modules, name);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  return readFileSync(file ? join(folder, file) : join(here, "licences", `${name}.txt`), "utf8").trim();
}

function licences() {
  const parts = BUNDLED.map((name) => {
    const { version, license, homepage } = JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8"));
    const heading = `${name} ${version}\nLicence: ${license}\n${homepage ?? ""}`.trim();
    return `${heading}\n\n${licenceText(name)}\n`;
  });
  const opening = "What is bundled in this folder, with its licence. Everything else here is Touchstone's own (Apache-2.0).\n";
  writeFileSync(join(served, "LICENCES.txt"), [opening, ...parts].join(`\n${"=".repeat(78)}\n\n`));
}

if (!existsSync(modules)) throw new Error("Packages are missing. Run `npm ci` in design/ first.");
mkdirSync(join(served, "fonts"), { recursive: true });
fonts();
stylesheet();
await script();
copyFileSync(join(modules, "htmx.org", "dist", "htmx.min.js"), join(served, "htmx.min.js"));
images();
licences();
