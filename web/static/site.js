// Conveniences only: every page works without. Nothing leaves the browser; what is kept is named on /privacy.
(function () {
  "use strict";
  var IDLE = 30 * 60 * 1000;

  function kept(key) {
    try { return JSON.parse(localStorage.getItem(key)) || {}; } catch (problem) { return {}; }
  }

  function keep(key, value) {
    try { localStorage.setItem(key, JSON.stringify(value)); } catch (problem) { /* a browser may refuse */ }
  }

  // Which stories are new since the last visit: those with a greater number than any seen then.
  function markNew(told) {
    var visit = kept("visit"), now = Date.now(), cards = document.querySelectorAll("[data-story]"), newest = visit.seen || 0, count = 0;
    if (!visit.last || now - visit.last > IDLE) { visit.before = visit.seen; visit.on = visit.last; }
    cards.forEach(function (card) {
      var number = Number(card.dataset.story);
      newest = Math.max(newest, number);
      if (visit.before && number > visit.before) {
        count += 1;
        card.querySelector(".new").hidden = false;
      }
    });
    if (visit.before && visit.on) {
      var when = new Date(visit.on).toLocaleString("en-GB", { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
      told.textContent = (count === 0 ? "Nothing new" : count === 1 ? "1 story is new" : count + " stories are new") + " here since your last visit on " + when + ".";
    }
    visit.seen = newest;
    visit.last = now;
    keep("visit", visit);
  }

  var since = document.getElementById("since");
  if (since && !since.textContent) { markNew(since); }

  // Which comments are new since this browser last showed the thread.
  var thread = document.querySelector("[data-thread]");
  if (thread) {
    var key = "thread-" + thread.dataset.thread, last = kept(key).seen || 0, newest = last;
    thread.querySelectorAll("[data-comment]").forEach(function (comment) {
      var number = Number(comment.dataset.comment);
      newest = Math.max(newest, number);
      if (last && number > last) { comment.querySelector(".new").hidden = false; }
    });
    if (newest > last) { keep(key, { seen: newest }); }
  }

  // Moderators may decide by key; never while they type.
  if (document.querySelector("[data-keys]")) {
    document.querySelector("[data-script]").hidden = false;
    document.addEventListener("keydown", function (event) {
      if (/INPUT|TEXTAREA|SELECT/.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey) { return; }
      var button = document.querySelector("button[data-key='" + event.key.toLowerCase() + "']");
      if (button) { button.focus(); }
    });
  }

  document.querySelectorAll("button[data-copy]").forEach(function (button) {
    if (!navigator.clipboard) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(button.dataset.copy).then(function () {
        button.textContent = "Copied";
      });
    });
  });

  // What was typed into a CPD record and not saved ends when its owner signs out, when somebody else signs in, and after a week.
  var WEEK = 7 * 24 * 3600 * 1000, reader = document.body.dataset.reader;
  function endDrafts(ends) {
    try {
      Object.keys(localStorage).forEach(function (key) {
        if (key.startsWith("draft-") && key !== "draft-reader" && ends(kept(key))) { localStorage.removeItem(key); }
      });
    } catch (problem) { /* a browser may refuse */ }
  }
  if (reader) { keep("draft-reader", reader); }
  endDrafts(function (draft) { return (reader && draft.owner !== reader) || !(Math.abs(Date.now() - draft.at) < WEEK); });
  document.querySelectorAll("form[action^='/sign-out'], form[action='/account/delete']").forEach(function (form) {
    form.addEventListener("submit", function () {
      try {
        localStorage.removeItem("draft-reader"); // first: from now on no other tab keeps anything
        endDrafts(function () { return true; });
        sessionStorage.clear();
      } catch (problem) { /* a browser may refuse */ }
    });
  });

  // Where a reader switched on reading without a connection, a saved story is kept from its own page too.
  var shelf = document.querySelector("form[data-shelf]"), worker = navigator.serviceWorker && navigator.serviceWorker.controller;
  if (shelf && worker) {
    worker.postMessage(shelf.dataset.shelf === "on" ? { saved: [location.pathname] } : { saved: [], off: [location.pathname] });
  }

  document.querySelectorAll("button[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
})();
