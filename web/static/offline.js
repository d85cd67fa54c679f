// Reading without a connection: switched on and off by the reader, on their choices page. Without script nothing changes.
(function () {
  "use strict";
  if (!("serviceWorker" in navigator) || !window.caches) { return; }
  var place = document.querySelector("[data-offline]"), list = document.querySelector("[data-saved-list]"), shown = document.querySelector("[data-kept]");

  async function drop() {
    for (var one of await navigator.serviceWorker.getRegistrations()) { await one.unregister(); }
    for (var name of await caches.keys()) { await caches.delete(name); }
  }

  async function choose() {
    var told = place.querySelector("[role=status]"), on = place.querySelector("[data-on]"), off = place.querySelector("[data-off]");
    async function show() {
      var is = (await navigator.serviceWorker.getRegistrations()).length > 0;
      on.hidden = is;
      off.hidden = !is;
    }
    on.addEventListener("click", async function () {
      told.textContent = "Fetching the edition …";
      try {
        await navigator.serviceWorker.register("/offline.worker.js");
        await navigator.serviceWorker.ready;
        told.textContent = "Switched on. The newest edition can be read without a connection.";
      } catch (problem) {
        told.textContent = "Your browser did not allow it. Nothing was changed.";
      }
      show();
    });
    off.addEventListener("click", async function () {
      await drop();
      told.textContent = "Switched off. What was kept is deleted.";
      show();
    });
    place.hidden = false;
    show();
  }

  async function tell() {
    var ready = await navigator.serviceWorker.getRegistration();
    var links = [...list.querySelectorAll(".title a")].map(function (one) { return one.getAttribute("href"); });
    if (ready && ready.active) { ready.active.postMessage({ saved: links, all: list.hasAttribute("data-whole") }); }
  }

  async function show() {
    var titles = {};
    for (var name of await caches.keys()) {
      for (var one of await (await caches.open(name)).keys()) {
        var path = new URL(one.url).pathname;
        if (path.startsWith("/stories/")) {
          var page = new DOMParser().parseFromString(await (await caches.match(path)).text(), "text/html");
          titles[path] = page.querySelector("h1").textContent;
        }
      }
    }
    Object.keys(titles).forEach(function (path) {
      var link = document.createElement("a");
      link.href = path;
      link.textContent = titles[path];
      shown.querySelector("ul").appendChild(document.createElement("li")).appendChild(link);
    });
    shown.hidden = Object.keys(titles).length === 0;
  }

  if (place) { choose(); }
  if (list) { tell(); }
  if (shown) { show(); }
})();
