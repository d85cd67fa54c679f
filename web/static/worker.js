// Keeps the newest edition and saved stories readable without a connection, only after a reader switched that on.
// Every page is fetched without cookies, so that nothing of a signed-in reader is ever kept (docs/decisions/0027).
"use strict";
var EDITION = "edition", SAVED = "saved", STATIC = "static", CONTENTS = "/offline/edition.json", STATE = "/offline/state", WANTED = "/offline/saved";
var OLD = 12 * 3600 * 1000; // the site remembers removals for a day
var SLOW = 8000, HOUR = 3600 * 1000;

function bare(address) { return fetch(address, { credentials: "omit", cache: "no-cache" }); }

async function keep(cache, address) {
  try {
    var got = await bare(address);
    if (got.ok && !got.redirected) { await cache.put(address, got); } else if (got.status < 500) { await cache.delete(address); }
    return true;
  } catch (problem) {
    return false; // the connection is gone: the next contact tries again
  }
}

// What was put right somewhere is fetched in the place of what is kept, which stays where that fails.
async function refresh() {
  var all = true;
  for (var name of [EDITION, SAVED]) {
    var cache = (await caches.has(name)) && await caches.open(name);
    for (var one of cache ? await cache.keys() : []) {
      var path = new URL(one.url).pathname;
      if (path !== STATE && path !== WANTED) { all = (await keep(cache, path)) && all; }
    }
  }
  return all;
}

async function fill(name, addresses, anew) {
  var cache = await caches.open(name), had = (await cache.keys()).map(function (one) { return new URL(one.url); });
  for (var one of had) {
    var path = one.pathname + one.search;
    if (path !== STATE && path !== WANTED && (anew || !addresses.includes(path))) { await cache.delete(path); }
  }
  for (var address of addresses) {
    if (address === "/" || !(await cache.match(address))) { await keep(cache, address); }
  }
}

async function wanted() {
  var list = await caches.match(WANTED);
  return list ? list.json() : [];
}

// Which stories a reader saved is noted beside them, so that one that is not here yet is fetched at a later contact.
async function want(saved, off, all) {
  if (!saved.length && !(await caches.has(SAVED))) { return; }
  var list = all ? saved : (await wanted()).concat(saved).filter(function (one) { return !off.includes(one); });
  list = [...new Set(list)];
  await (await caches.open(SAVED)).put(WANTED, new Response(JSON.stringify(list)));
  await fill(SAVED, list, false);
}

function note(edition, contents, at) {
  var state = { removed: contents.removed, corrected: contents.corrected, at: at, looked: Date.now() };
  return edition.put(STATE, new Response(JSON.stringify(state)));
}

// At each contact: what was removed anywhere leaves the cache before anything is fetched.
async function renew() {
  var got = await bare(CONTENTS);
  if (!got.ok) { return; }
  var contents = await got.json(), edition = await caches.open(EDITION), state = await edition.match(STATE);
  var known = state ? await state.json() : {};
  var anew = known.removed !== contents.removed || !(Date.now() - known.at < OLD);
  if (anew) {
    await fill(EDITION, [], true);
    if (await caches.has(SAVED)) { await fill(SAVED, [], true); }
    await note(edition, contents, Date.now());
  } else if (known.corrected !== contents.corrected && !(Date.now() - known.looked < HOUR)) {
    if (await refresh()) { await note(edition, contents, known.at); }
  }
  await fill(STATIC, contents.assets, false);
  await fill(EDITION, contents.pages, false);
  var saved = await wanted();
  if (saved.length) { await fill(SAVED, saved, false); }
}

var renewing = null;
function contact() {
  renewing = renewing || renew().catch(function () { /* no connection */ }).then(function () { renewing = null; });
  return renewing;
}

async function kept(address) {
  return (await caches.match(address.pathname)) || (await caches.match("/offline")) || Response.error();
}

// A connection that hangs, as on a train: what is kept answers after a while; what is not kept goes on waiting.
function late(address) {
  return new Promise(function (resolve) {
    setTimeout(function () { caches.match(address.pathname).then(function (found) { if (found) { resolve(found); } }); }, SLOW);
  });
}

self.addEventListener("install", function (event) { event.waitUntil(contact().then(function () { return self.skipWaiting(); })); });
self.addEventListener("activate", function (event) { event.waitUntil(self.clients.claim()); });

self.addEventListener("message", function (event) {
  var told = event.data;
  if (told && Array.isArray(told.saved)) { event.waitUntil(want(told.saved, told.off || [], told.all)); }
});

self.addEventListener("fetch", function (event) {
  var request = event.request, address = new URL(request.url);
  if (address.origin !== self.location.origin) { return; }
  if (request.method === "POST" && /^\/(sign-in|sign-out|account\/delete)/.test(address.pathname)) {
    event.waitUntil(caches.delete(SAVED)); // which stories somebody saved is nobody else's business
  } else if (request.method === "GET" && request.mode === "navigate") {
    var answer = fetch(request);
    event.respondWith(Promise.race([answer.catch(function () { return kept(address); }), late(address)]));
    event.waitUntil(answer.then(contact, function () { /* no connection */ }));
  } else if (request.method === "GET" && address.pathname.startsWith("/static/")) {
    event.respondWith(caches.match(request).then(function (found) { return found || fetch(request); }));
  }
});
