"""What could not be sent, why, and one button to try again: for operators."""

from __future__ import annotations

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from db import bounces, domains, outbox
from db.rules.messages import sending_domain
from web.config import now, settings
from web.database import database
from web.guards import operator
from web.mail.views import bp

SHOWN = 100


@bp.get("/admin/mail")
@operator
def shunt() -> str:
    """Show how much mail is in which state, what is in trouble, and what came back."""
    domain = sending_domain(settings())
    return render_template(
        "mail/shunt.html",
        states=outbox.standing(database()),
        troubled=outbox.troubled(database(), SHOWN),
        kinds=outbox.failed_kinds(database()),
        bounces=bounces.newest(database(), SHOWN),
        check=domains.last(database(), domain),
        held=domains.holds(database(), settings(), domain),
        domain=domain,
        at=now(),
        shown=SHOWN,
    )


@bp.post("/admin/mail/retry")
@operator
def retry() -> Response:
    """Try one mail again, or all of a kind that failed."""
    mail, kind = request.form.get("mail", ""), request.form.get("kind", "")
    if mail.isdecimal() and len(mail) < 19:
        outbox.retry(database(), int(mail), now())
    elif kind:
        outbox.retry_kind(database(), kind, now())
    return redirect("/admin/mail", 303)
