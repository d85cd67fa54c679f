"""What an installed wheel must do, without a network: `python smoke.py COMMONTHREAD FOLDER`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path


def main(command: str, folder: Path) -> None:
    """Ask the command for its help, prepare a database, understand a line, read a page; raise where one fails."""
    environ = {**os.environ, "COMMONTHREAD_DATABASE_URL": f"sqlite:///{folder / 'smoke.db'}"}
    environ.pop("PYTHONPATH", None)

    def said(*words: str, given: str = "") -> str:
        ended = subprocess.run(
            [command, *words], input=given, cwd=folder, env=environ, capture_output=True, text=True, check=True
        )
        return ended.stdout

    assert "copy-to" in said("db", "--help")
    assert "seeds loaded" in said("db", "migrate")
    assert "wrong" not in said("db", "check")
    article = {
        "id": "1", "url": "https://o.example/1", "source": "O", "date": "2011-10-20", "title": "Foster carers wanted",
        "text": "The council says that more foster carers let children in care stay near their schools.",
    }  # fmt: skip
    assert json.loads(said("annotate", given=json.dumps(article)))["in_domain"] is True
    page = "<html><body><article><h1>Carers</h1>" + f"<p>{article['text']}</p>" * 12 + "</article></body></html>"
    assert (
        "foster carers"
        in json.loads(said("extract", given=json.dumps({"id": "1", "url": article["url"], "html": page})))["text"]
    )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
    print("the wheel works")
