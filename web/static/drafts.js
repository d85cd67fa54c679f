// Keeps what is typed into a long form in this tab until it is saved, so that a lost connection or a reload costs nothing.
(function () {
  "use strict";
  var form = document.querySelector("form[data-draft]"), told = document.querySelector("[data-draft-told]"), store;
  try { store = window.sessionStorage; } catch (problem) { return; }

  if (document.querySelector("[data-saved]")) {
    store.removeItem(store.getItem("draft-sent"));
    store.removeItem("draft-sent");
  }
  if (!form) { return; }
  var key = "draft-" + (form.dataset.draft || location.search), kept = null;
  var fields = form.querySelectorAll("input:not([type=hidden]), textarea");

  try { kept = JSON.parse(store.getItem(key)); } catch (problem) { kept = null; }
  if (kept && !document.querySelector(".errors")) {
    fields.forEach(function (field) { if (field.name in kept) { field.value = kept[field.name]; } });
    told.textContent = "Brought back from this tab: what you typed and did not save.";
  }

  form.addEventListener("input", function () {
    var typed = {};
    fields.forEach(function (field) { typed[field.name] = field.value; });
    try { store.setItem(key, JSON.stringify(typed)); } catch (problem) { /* a browser may refuse */ }
  });

  form.addEventListener("submit", function (event) {
    if (navigator.onLine === false) {
      event.preventDefault();
      told.textContent = "You are offline. Your words stay in this tab: press Save again when you have a connection.";
    } else {
      store.setItem("draft-sent", key);
    }
  });
})();
