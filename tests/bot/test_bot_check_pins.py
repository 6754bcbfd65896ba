"""The rules' citations against the edition that is served, in `status` and at each `reload`."""

import json
import shutil
from pathlib import Path

import pytest
from bot_running import Cli

import knowledge

CORPUS = Path(knowledge.__file__).parent / "corpus"


def test_status_says_that_all_citations_hold(cli: Cli) -> None:
    counts = json.loads(cli("status", "--json").stdout)["citations"]
    assert counts["holds"] > 300
    assert counts == {"holds": counts["holds"], "reworded": 0, "moved": 0, "broken": 0, "failing": []}
    assert f"{counts['holds']} hold, 0 in reworded clauses, 0 moved, 0 broken" in cli("status").stdout


def test_a_changed_document_is_told_at_reload_and_its_rule_pays_nothing(
    data_dir: Path, tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICYBOT_KNOWLEDGE__DATA_DIR", str(shutil.copytree(data_dir, tmp_path / "own")))
    corpus = shutil.copytree(CORPUS, tmp_path / "corpus")
    change(corpus / "ankang.txt", "每平方米 350 元", "每平方米 300 元")

    result = cli("reload", "--from", str(corpus))
    assert result.exit_code == 0
    assert "citation   ankang/heads/purchase_aid: ankang/3.2 no longer has its quote" in result.stdout

    citations = json.loads(cli("status", "--json").stdout)["citations"]
    status = {pin["rule"]: pin["status"] for pin in citations["failing"]}
    assert status["ankang/heads/purchase_aid"] == "broken"
    assert status["ankang/heads/lease_aid"] == "reworded"
    assert citations["broken"] + citations["reworded"] == len(status)

    facts = {"institution": "bank", "unit": "headquarters", "completed": "2022-06-15", "target": "ankang"}
    facts |= {"move": "new", "office": [{"kind": "purchase", "area_m2": 100}]}
    found = json.loads(cli("check", "--facts", "-", "--json", input=json.dumps(facts)).stdout)["ankang"]
    assert found["purchase_aid_yuan"] is None
    assert found["source_changed"]


def test_a_quote_that_moved_to_another_clause_is_found_there(
    data_dir: Path, tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICYBOT_KNOWLEDGE__DATA_DIR", str(shutil.copytree(data_dir, tmp_path / "own")))
    corpus = shutil.copytree(CORPUS, tmp_path / "corpus")
    change(
        corpus / "ankang.txt", "（二）加大政策支持", "（二）工作安排。各部门分工负责。\n（三）加大政策支持"
    )

    citations = json.loads(cli("reload", "--from", str(corpus), "--json").stdout)["citations"]
    moved = {pin["rule"]: pin["found_in"] for pin in citations["failing"] if pin["status"] == "moved"}
    assert moved["ankang/heads/purchase_aid"] == "ankang/3.3"


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf8")
