// Keeps what is typed into a long form in this tab until it is saved, so that a lost connection or a reload costs nothing.
(function () {
  "use strict";
  var form = document.querySelector("form[data-draft]"), told = document.querySelector("[data-draft-told]"), store;
  try { store = window.sessionStorage; } catch (problem) { return; }

  function read(key) {
    try { return JSON.parse(store.getItem(key)) || {}; } catch (problem) { return {}; }
  }

  if (document.querySelector("[data-saved]")) {
    store.removeItem(store.getItem("draft-sent"));
    store.removeItem("draft-sent");
  }
  if (!form) { return; }

  // Whoever signs in after somebody else in the same tab finds nothing of theirs.
  var owner = form.dataset.owner;
  Object.keys(store).forEach(function (key) {
    if (owner && key.startsWith("draft-") && key !== "draft-sent" && read(key).owner !== owner) { store.removeItem(key); }
  });

  // A form that comes back with a problem goes on with the draft that was sent.
  var failed = document.querySelector(".errors");
  var key = (failed && store.getItem("draft-sent")) || "draft-" + (form.dataset.draft || location.search), kept = read(key);
  // With the name and the version of the piece that was open: saved already or changed since, it is kept once, or both are shown.
  var fields = form.querySelectorAll("input[name=ref], input[name=version], input:not([type=hidden]), textarea");

  if (kept.typed && !failed) {
    fields.forEach(function (field) { if (field.name in kept.typed) { field.value = kept.typed[field.name]; } });
    told.textContent = "Brought back from this tab: what you typed and did not save.";
  }

  form.addEventListener("input", function () {
    var typed = {};
    fields.forEach(function (field) { typed[field.name] = field.value; });
    try { store.setItem(key, JSON.stringify({ owner: owner || kept.owner, typed: typed })); } catch (problem) { /* a browser may refuse */ }
  });

  form.addEventListener("submit", function (event) {
    if (navigator.onLine === false) {
      event.preventDefault();
      told.textContent = "You are offline. Your words stay in this tab: press Save again when you have a connection.";
    } else {
      try { store.setItem("draft-sent", key); } catch (problem) { /* a browser may refuse */ }
    }
  });
})();
