// Keeps what is typed into a long form in this browser until it is saved, so that a lost connection or a closed tab costs nothing.
// It is bound to its owner, its piece and the tab where it was typed. site.js ends drafts at sign-out, when somebody else
// signs in, and after a week (docs/decisions/0030).
(function () {
  "use strict";
  var form = document.querySelector("form[data-draft]"), told = document.querySelector("[data-draft-told]"), store, tab;
  try { store = window.localStorage; tab = window.sessionStorage; } catch (problem) { return; }

  function read(where, key) {
    try { return JSON.parse(where.getItem(key)) || {}; } catch (problem) { return {}; }
  }

  function write(where, key, value) {
    try { where.setItem(key, JSON.stringify(value)); } catch (problem) { /* a browser may refuse */ }
  }

  // What changed since, in another tab, stays.
  function drop(drafts) {
    drafts.forEach(function (one) { if (read(store, one.key).at === one.at) { store.removeItem(one.key); } });
  }

  if (document.querySelector("[data-saved]")) {
    drop(read(tab, "draft-sent").drafts || []);
    tab.removeItem("draft-sent");
  }
  // With a piece its drafts are deleted, with the whole record all of them.
  var deleted = document.querySelector("[data-deleted]");
  if (deleted) {
    Object.keys(store).forEach(function (one) {
      var ref = (read(store, one).typed || {}).ref;
      if (ref && (!deleted.dataset.deleted || ref === deleted.dataset.deleted)) { store.removeItem(one); }
    });
  }

  var owner = read(store, "draft-reader");
  if (!form || typeof owner !== "string") { return; }

  // Once somebody signed out or in, in whichever tab, what was typed here is shown and kept no longer.
  function still() {
    if (read(store, "draft-reader") === owner) { return true; }
    location.replace("/");
    return false;
  }
  window.addEventListener("pageshow", still);
  document.addEventListener("visibilitychange", still);

  // A form that comes back with a problem goes on with the draft that was sent.
  var failed = document.querySelector(".errors"), sent = failed ? read(tab, "draft-sent") : {};
  var place = "place" in sent ? sent.place : form.dataset.draft || location.search, begin = "draft-" + place + "~";
  if (!tab.getItem("draft-tab")) { write(tab, "draft-tab", Math.random().toString(36).slice(2)); }
  var key = begin + read(tab, "draft-tab"), from = sent.drafts || [];
  // With the name and the version of the piece that was open: saved already or changed since, it is kept once, or both are shown.
  var fields = form.querySelectorAll("input[name=ref], input[name=version], input:not([type=hidden]), textarea");

  // This tab's own words first; else the newest of a tab that may be gone.
  function newest() {
    var found = Object.keys(store).filter(function (one) { return one.startsWith(begin) && read(store, one).owner === owner; });
    found.sort(function (one, other) { return read(store, other).at - read(store, one).at; });
    return found.includes(key) ? key : found[0];
  }

  var old = failed ? null : newest(), back = form.querySelector("[data-draft-back]");
  if (old) {
    var draft = read(store, old);
    from = [{ key: old, at: draft.at }];
    fields.forEach(function (field) { if (field.name in draft.typed) { field.value = draft.typed[field.name]; } });
    back.hidden = false;
    back.querySelector("[role=status]").textContent = "Brought back: what you typed here and did not save.";
  }
  // A tab that is open holds on to its own words when another drops them with what it saved.
  var last = store.getItem(key);
  window.addEventListener("storage", function (event) {
    if (still() && event.key === key && event.newValue === null && last) { store.setItem(key, last); }
  });

  back.querySelector("button").addEventListener("click", function () {
    store.removeItem(key);
    drop(from);
    location.replace(location.pathname + location.search);
  });

  form.addEventListener("input", function () {
    if (!still()) { return; }
    var typed = {};
    fields.forEach(function (field) { typed[field.name] = field.value; });
    write(store, key, { owner: owner, at: Date.now(), typed: typed });
    last = store.getItem(key);
  });

  form.addEventListener("submit", function (event) {
    if (!still()) {
      event.preventDefault();
    } else if (navigator.onLine === false) {
      event.preventDefault();
      told.textContent = "You are offline. Your words stay in this browser: press Save again when you have a connection.";
    } else {
      var own = { key: key, at: read(store, key).at };
      write(tab, "draft-sent", { place: place, drafts: from.filter(function (one) { return one.key !== key; }).concat(own) });
    }
  });
})();
