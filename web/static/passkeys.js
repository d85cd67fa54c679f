// Passkeys: the browser asks its device, our server checks. Without a script the mailed link does the same.
(function () {
  "use strict";
  var form = document.querySelector("form[data-passkey]");
  if (!form || !window.PublicKeyCredential || !PublicKeyCredential.parseCreationOptionsFromJSON) { return; }
  var adds = form.dataset.passkey === "add", told = form.querySelector("[role=status]");

  function post(path, data) {
    return fetch(path, {
      method: "POST", credentials: "same-origin", body: JSON.stringify(data || {}),
      headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrf_token.value }
    }).then(function (answer) {
      if (!answer.ok) { throw new Error("refused"); }
      return answer.json();
    });
  }

  function make() {
    return post("/account/passkeys/begin").then(function (options) {
      return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
    }).then(function (made) { return post("/account/passkeys", made.toJSON()); });
  }

  function use() {
    return post("/sign-in/passkey/begin").then(function (options) {
      return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    }).then(function (found) { return post("/sign-in/passkey", found.toJSON()); });
  }

  form.querySelector("button").hidden = false;
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    told.textContent = "";
    (adds ? make() : use()).then(function (answer) {
      location.assign(adds ? "/account" : answer.next);
    }).catch(function () {
      told.textContent = adds ? "No passkey was added." : "This passkey could not be used. Use a mailed link.";
    });
  });
})();
