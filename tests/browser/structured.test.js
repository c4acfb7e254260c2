// Structured data: it can be read, the validators accept it, and what search engines require of a type is there.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import Validator from "@adobe/structured-data-validator";

import { assertNoFaults } from "./support/faults.js";
import { shownPages } from "./support/pages.js";
import { openSite, ORIGIN } from "./support/site.js";

const require = createRequire(import.meta.url);
const { structuredDataTest } = require("structured-data-testing-tool");
const { Google } = require("structured-data-testing-tool/presets");

let site;

before(async () => {
  site = await openSite();
});

after(() => site?.close());

// Every JSON-LD block of a page: its objects, with the members of a graph apart, and the blocks that are no JSON.
function readData(html) {
  const faults = [];
  const items = [];
  for (const [, text] of html.matchAll(/<script[^>]*type=["']?application\/ld\+json["']?[^>]*>([\s\S]*?)<\/script>/gi)) {
    try {
      const data = JSON.parse(text);
      for (const item of Array.isArray(data) ? data : (data["@graph"] ?? [data])) items.push(item);
    } catch (error) {
      faults.push(`no JSON: ${error.message}`);
    }
  }
  return { items, faults };
}

const typesOf = (item) => [item?.["@type"]].flat().filter(Boolean);
const isText = (value) => typeof value === "string" && value.trim() !== "";
const isAddress = (value) => isText(value) && /^https?:\/\//.test(value);
const hasOffset = (value) => /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(value ?? "");
const isDate = (value) => /^\d{4}-\d\d-\d\d$/.test(value ?? "") || hasOffset(value);
const all = (value, holds) => [value].flat().length > 0 && [value].flat().every(holds);

// Type → property → what it must be, and for which items. Properties that search engines require are all here; of the
// recommended ones, those that an editor of this site always has.
const RULES = {
  Event: {
    name: isText,
    description: isText,
    startDate: hasOffset,
    endDate: (value, item) => hasOffset(value) && Date.parse(value) > Date.parse(item.startDate),
    eventStatus: (value) => /^https:\/\/schema\.org\/Event(Scheduled|Cancelled|Postponed|Rescheduled|MovedOnline)$/.test(value),
    eventAttendanceMode: (value) => /^https:\/\/schema\.org\/(Offline|Online|Mixed)EventAttendanceMode$/.test(value),
    location: (value, item) => all(value, isLocation) && fitsMode([value].flat().flatMap(typesOf), item.eventAttendanceMode),
    image: (value) => all(value, isPicture),
    organizer: (value) => all(value, (one) => isText(one?.name) && isAddress(one.url)),
  },
  Article: {
    headline: isText,
    image: (value) => [value].flat().length >= 3 && all(value, isPicture),
    datePublished: isDate,
    dateModified: (value, item) => value === undefined || (isDate(value) && Date.parse(value) >= Date.parse(item.datePublished)),
    author: (value) => all(value, (one) => isText(one?.name) && isAddress(one.url)),
  },
  VideoObject: {
    name: isText,
    description: isText,
    // S31: three shapes, the film or its player, and chapters that end where the next begins.
    thumbnailUrl: (value) => value?.length >= 3 && all(value, isAddress),
    uploadDate: hasOffset,
    duration: (value) => /^PT(?=\d)(\d+H)?(\d+M)?(\d+S)?$/.test(value ?? ""),
    inLanguage: isText,
    embedUrl: (value, item) => isAddress(value) !== isAddress(item.contentUrl),
    hasPart: (value) => value.every((clip, at) => clip["@type"] === "Clip" && isText(clip.name) && clip.startOffset < clip.endOffset && clip.startOffset === (at === 0 ? 0 : value[at - 1].endOffset) && clip.url.endsWith(`?t=${clip.startOffset}`)),
    potentialAction: (value, item) => !isAddress(item.contentUrl) || (value?.["@type"] === "SeekToAction" && value.target.endsWith("?t={seek_to_second_number}") && value["startOffset-input"] === "required name=seek_to_second_number"),
    transcript: (value, item) => !isAddress(item.contentUrl) || value?.length > 150,
  },
  JobPosting: {
    title: isText,
    description: isText,
    datePosted: isDate,
    validThrough: (value) => isDate(value),
    hiringOrganization: (value) => isText(value?.name),
    jobLocation: (value, item) => all(value, (one) => isText(one?.address?.addressRegion) && one.address.addressCountry === "JP") || item.jobLocationType === "TELECOMMUTE",
    applicantLocationRequirements: (value, item) => item.jobLocationType !== "TELECOMMUTE" || all(value, (one) => isText(one?.name)),
    employmentType: (value) => all(value, (one) => ["FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER"].includes(one)),
    baseSalary: (value) => value?.currency === "JPY" && ["HOUR", "DAY", "WEEK", "MONTH", "YEAR"].includes(value.value?.unitText) && isSalary(value.value),
    identifier: (value) => isText(value?.value) || isText(value),
    // Only where the company takes applications at an address of its own.
    directApply: (value) => value === undefined || value === true,
  },
  BreadcrumbList: {
    itemListElement: (value) => value?.length >= 2 && value.every((one, at) => one.position === at + 1 && isText(one.name) && (isAddress(one.item) || at === value.length - 1)),
  },
  GovernmentService: { name: isText, serviceType: isText, provider: (value) => isText(value?.name) && isAddress(value.url), areaServed: (value) => isText(value?.name), audience: (value) => isText(value?.audienceType) },
  Organization: { name: isText, url: isAddress },
  WebSite: { name: isText, url: isAddress },
};
// Types that are asked as another one is.
const SAME = { NewsArticle: "Article", BlogPosting: "Article" };

const isPicture = (value) => isAddress(value) || isAddress(value?.url);
const isSalary = ({ value, minValue, maxValue }) => value > 0 || (minValue > 0 && (maxValue === undefined || maxValue >= minValue));

function isLocation(place) {
  const [type] = typesOf(place);
  if (type === "VirtualLocation") return isAddress(place.url);
  return type === "Place" && isText(place.name) && (isText(place.address) || isText(place.address?.addressRegion));
}

function fitsMode(types, mode) {
  const wants = { Offline: ["Place"], Online: ["VirtualLocation"], Mixed: ["Place", "VirtualLocation"] };
  const name = /(Offline|Online|Mixed)EventAttendanceMode$/.exec(mode ?? "")?.[1];
  return wants[name]?.every((type) => types.includes(type)) ?? false;
}

function ruleFaults(item) {
  const faults = [];
  for (const type of typesOf(item)) {
    for (const [name, holds] of Object.entries(RULES[SAME[type] ?? type] ?? {})) {
      if (!holds(item[name], item)) faults.push(`${type}.${name} is ${JSON.stringify(item[name])?.slice(0, 120) ?? "missing"}`);
    }
  }
  return faults;
}

// Adobe's validator knows what Google asks of many types, but neither Event nor Article.
async function adobeFaults(items) {
  const jsonld = {};
  for (const item of items) for (const type of typesOf(item)) (jsonld[type] ??= []).push(structuredClone(item));
  const issues = await new Validator().validate({ jsonld, microdata: {}, rdfa: {}, errors: [] });
  return issues.filter(({ severity }) => severity === "ERROR").map(({ rootType, issueMessage, path }) => `${rootType}: ${issueMessage} at ${path.map((step) => step.property ?? step.type).join(".")}`);
}

// The testing tool knows the names of all properties of schema.org, and Google's presets for articles and organisations.
async function toolFaults(html) {
  const result = await structuredDataTest(html, { presets: [Google] }).catch((error) => {
    if (error.type !== "VALIDATION_FAILED") throw error;
    return error.res;
  });
  return result.failed.map(({ test, description, schema, error }) => `${schema ?? ""} ${description ?? test}: ${error?.message ?? "fails"}`.trim());
}

test("structured data is whole on every page", async (context) => {
  const faults = [];
  const table = new Map();
  for (const { path, html, kind } of shownPages(site.pages)) {
    const { items, faults: unread } = readData(html);
    const found = [...unread, ...items.flatMap(ruleFaults), ...(await adobeFaults(items))];
    if (items.length > 0) found.push(...(await toolFaults(html)));
    if (path !== "/" && path !== "/404.html" && kind !== "/landing/*/" && !items.some((item) => typesOf(item).includes("BreadcrumbList"))) found.push("no BreadcrumbList");
    faults.push(...found.map((fault) => ({ path, fault })));
    for (const type of items.length > 0 ? items.flatMap(typesOf) : ["(none)"]) {
      const row = table.get(type) ?? { pages: 0, kinds: new Set(), broken: 0 };
      row.pages += 1;
      row.kinds.add(kind);
      row.broken += found.length > 0 ? 1 : 0;
      table.set(type, row);
    }
  }
  for (const [type, { pages, kinds, broken }] of [...table].sort()) {
    context.diagnostic(`${type.padEnd(16)} ${String(pages).padStart(4)} pages, ${broken} with faults: ${[...kinds].slice(0, 6).join(" ")}`);
  }
  assertNoFaults(faults);
});

test("every kind of page carries the data of its type", () => {
  const wanted = { "/": "WebSite", "/videos/*/*/": "VideoObject", "/events/*/": "Event", "/jobs/*/": "JobPosting", "/articles/*/": "Article", "/interviews/*/": "Article", "/grants/*/": "GovernmentService" };
  const faults = [];
  // A job that is closed keeps its page for whoever has the address, but is off the lists and out of the data.
  const lists = shownPages(site.pages).filter(({ kind }) => kind === "/jobs/" || kind === "/jobs/page/*/");
  const isListed = (path) => lists.some(({ html }) => html.includes(`${encodeURI(path)}"`) || html.includes(`${path}"`) || html.includes(`${path}>`) || html.includes(`${path} `));
  for (const [kind, type] of Object.entries(wanted)) {
    const pages = shownPages(site.pages).filter((page) => page.kind === kind);
    assert.ok(pages.length > 0, `there are pages of the kind ${kind}`);
    for (const { path, html } of pages) {
      const types = readData(html).items.flatMap(typesOf).map((name) => SAME[name] ?? name);
      const isClosed = type === "JobPosting" && !isListed(path);
      if (isClosed && types.includes(type)) faults.push({ path, fault: "a JobPosting that no list leads to" });
      if (!isClosed && !types.includes(type)) faults.push({ path, fault: `no ${type}, only ${types.join(", ") || "nothing"}` });
    }
  }
  const home = shownPages(site.pages).find(({ path }) => path === "/");
  const organization = readData(home.html).items.find((item) => typesOf(item).includes("Organization"));
  if (!isAddress(organization?.logo?.url ?? organization?.logo)) faults.push({ path: "/", fault: "no Organization with a logo" });
  assertNoFaults(faults);
});

test("addresses in the data lead to files of the site", () => {
  const known = new Set(site.pages.map(({ path }) => path));
  const faults = [];
  for (const { path, html } of shownPages(site.pages)) {
    for (const item of readData(html).items.filter((one) => typesOf(one).includes("BreadcrumbList"))) {
      for (const { item: address } of item.itemListElement ?? []) {
        const target = isAddress(address) ? new URL(address) : undefined;
        if (target?.origin !== ORIGIN || !known.has(decodeURIComponent(target.pathname))) faults.push({ path, fault: `the breadcrumb leads to ${address}` });
      }
    }
  }
  assertNoFaults(faults);
});

test("a broken event would be found", () => {
  const broken = { "@type": "Event", name: "夜の会", startDate: "2026-12-01T19:00", location: { "@type": "Place", name: "" } };
  const names = ruleFaults(broken).map((fault) => fault.split(" ")[0]);
  for (const name of ["Event.startDate", "Event.location", "Event.endDate"]) assert.ok(names.includes(name), `${name} in ${names}`);
});
